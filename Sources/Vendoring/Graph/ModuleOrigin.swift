import Bytes
import WorkflowModel
import YAML

/// The package that a module belongs to, told by its address.
struct ModuleOrigin: Hashable {
  let registry: VendoredPackage.Registry
  let name: String
  let version: String?
  /// In the package: `client/pool.ts`.
  let path: String

  /// - Parameter jsr: where packages of jsr come from; ends in `/`.
  init(_ address: String, jsr: String) {
    if address.hasPrefixBytes(jsr) {
      let parts = address.droppingBytes(jsr.utf8.count).utf8.split(
        separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
      if parts.count == 4, parts[0].first == UInt8(ascii: "@") {
        registry = .jsr
        name = "\(Substring(parts[0]))/\(Substring(parts[1]))"
        version = String(Substring(parts[2]))
        path = String(Substring(parts[3]))
        return
      }
    }
    registry = .https
    let rest = String(Substring(address.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst(3)))
    (name, version, path) = Self.parts(rest)
  }

  /// `deno.land/x/oak@v12.0/mod.ts`: a version is behind `@`, which begins the name of a scope, too.
  private static func parts(_ text: String) -> (name: String, version: String?, path: String) {
    let slash = UInt8(ascii: "/")
    let host = text.utf8.prefix { $0 != slash }
    var index = host.endIndex
    while let at = text.utf8[index...].firstIndex(of: UInt8(ascii: "@")) {
      let version = text.utf8[at...].dropFirst().prefix { $0 != slash }
      if text.utf8[text.utf8.index(before: at)] != slash, version.first?.isIn(.alphanumeric) ?? false,
        version.consists(of: .alphanumeric.union("-._+"))
      {
        return (
          String(Substring(text.utf8[..<at])), String(Substring(version)),
          String(Substring(text.utf8[version.endIndex...].dropFirst()))
        )
      }
      index = text.utf8.index(after: at)
    }
    return (String(Substring(host)), nil, String(Substring(text.utf8.dropFirst(host.count + 1))))
  }

  /// Without files and whatever else is known of it.
  var package: VendoredPackage { VendoredPackage(registry: registry, name: name, version: version) }

  /// For the name of a file: `db-postgres-0.19.5-client/pool.ts`.
  var readable: String { [name, version, path].compactMap(\.self).joined(separator: "-") }
}
