import YAML

/// A package whose modules lie in `vendor/` of a version.
package struct VendoredPackage: Hashable, Sendable {
  /// Where packages come from, by the scheme of what imports them.
  package enum Registry: String, Sendable, CaseIterable {
    case jsr
    case npm
    /// Modules of a server, whose version is part of their address, if they have one.
    case https
  }

  package let registry: Registry
  /// As its registry calls it: `@db/postgres`, `lodash`; of `https`, the address up to its version, without the
  /// scheme: `deno.land/x/oak`.
  package let name: String
  /// Nil for modules of a server whose address names none.
  package let version: String?
  /// An SPDX expression, as the package itself says it; nil where it says none.
  package let license: String?
  /// The checksum that its registry gives for it, as Deno's lock file writes it; nil where there is none.
  package let integrity: String?
  /// The texts of the packages that it imports itself, sorted.
  package let dependencies: [String]
  /// Its files in `vendor/`, sorted by name. A package of npm that is part of another one's bundle has none.
  package let files: [VendoredFile]

  package init(
    registry: Registry, name: String, version: String?, license: String? = nil, integrity: String? = nil,
    dependencies: [String] = [], files: [VendoredFile] = []
  ) {
    (self.registry, self.name, self.version) = (registry, name, version)
    (self.license, self.integrity) = (license, integrity)
    self.dependencies = dependencies.sorted { $0.precedesByBytes($1) }
    self.files = files.sorted { $0.name.precedesByBytes($1.name) }
  }

  /// What a package says of its licence, where that is one line that people can read; nil for anything else.
  package static func license(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.utf8.count <= mostOfLicense else { return nil }
    return text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
      ? text : nil
  }

  /// In bytes: expressions of SPDX have less.
  private static let mostOfLicense = 200

  /// Without its version: `jsr:@db/postgres`, `https://deno.land/x/oak`.
  package var title: String { registry == .https ? "https://\(name)" : "\(registry.rawValue):\(name)" }

  /// `jsr:@db/postgres@0.19.5`.
  package var text: String { version.map { "\(title)@\($0)" } ?? title }

  /// Takes a text apart; nil for one that no package has.
  package static func parts(of text: String) -> (registry: Registry, name: String, version: String?)? {
    guard let registry = Registry.allCases.first(where: { text.hasPrefixBytes(prefix(of: $0)) }) else {
      return nil
    }
    let rest = text.droppingBytes(prefix(of: registry).utf8.count)
    // The name of a scope begins with one, too.
    guard let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")), at > rest.startIndex else {
      return rest.isEmpty || registry != .https ? nil : (registry, rest, nil)
    }
    let (name, version) = (String(rest[..<at]), String(rest[rest.index(after: at)...]))
    return name.isEmpty || version.isEmpty ? nil : (registry, name, version)
  }

  private static func prefix(of registry: Registry) -> String {
    registry == .https ? "https://" : "\(registry.rawValue):"
  }
}

/// A file in `vendor/`.
package struct VendoredFile: Hashable, Sendable {
  /// In `vendor/`, which has no folders.
  package let name: String
  /// `sha256:…` of its bytes.
  package let digest: String

  package init(name: String, digest: String) { (self.name, self.digest) = (name, digest) }

  /// From the root of the version.
  package var path: String { "\(WorkflowSource.vendorFolder)/\(name)" }
}

/// A name that modules import, and the file that it leads to.
package struct VendoredImport: Hashable, Sendable {
  /// As it is in code and in `imports` of deno.json: `npm:lodash@4`, or a name like `lodash`.
  package let name: String
  /// What it asks for: `npm:lodash@4`; the same as the name where that says it.
  package let request: String
  /// The text of its package.
  package let package: String
  /// In `vendor/`.
  package let file: String

  package init(name: String, request: String, package: String, file: String) {
    (self.name, self.request, self.package, self.file) = (name, request, package, file)
  }

  /// Its address in deno.json.
  package var address: String { "./\(WorkflowSource.vendorFolder)/\(file)" }
}
