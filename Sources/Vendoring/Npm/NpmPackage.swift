import WorkflowModel
import YAML

/// A version of a package of npm.
struct NpmPackage: Hashable {
  let name: String
  let version: String

  /// `npm:lodash@4.17.21`
  var text: String { VendoredPackage(registry: .npm, name: name, version: version).text }

  /// `lodash@4.17.21`, as files of Deno call it.
  var identifier: String { "\(name)@\(version)" }

  init(name: String, version: String) { (self.name, self.version) = (name, version) }

  /// - Parameter identifier: as Deno writes it: `react-dom@19.0.0_react@19.0.0`, with the peers that it goes with.
  init?(identifier: String) {
    guard let at = identifier.utf8.dropFirst().firstIndex(of: UInt8(ascii: "@")) else { return nil }
    let version = identifier.utf8[identifier.utf8.index(after: at)...].prefix { $0 != UInt8(ascii: "_") }
    self.init(name: String(identifier[..<at]), version: String(Substring(version)))
  }

  static func == (left: NpmPackage, right: NpmPackage) -> Bool {
    left.name.hasSameBytes(as: right.name) && left.version.hasSameBytes(as: right.version)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(ByteKey(identifier)) }
}

extension NpmPackage: Comparable {
  static func < (left: NpmPackage, right: NpmPackage) -> Bool { left.text.precedesByBytes(right.text) }
}

/// A module of a package.
struct NpmTarget {
  let package: NpmPackage
  /// From its slash on; empty for the main module.
  private let subpath: String

  /// - Parameter request: `npm:@scope/name@^1.0.0/subpath`
  init(_ request: String, _ package: NpmPackage) {
    self.package = package
    let path = RegistryRequest(request)?.path ?? ""
    subpath = path.isEmpty ? "" : "/\(path)"
  }

  /// `npm:lodash@4.17.21/fp`
  var text: String { package.text + subpath }

  /// As other packages import it: `lodash/fp`.
  var specifier: String { package.name + subpath }
}
