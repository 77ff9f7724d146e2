package import WorkflowModel
import YAML

/// What a specifier asks of a registry: `jsr:@std/path@^1/posix`.
package struct RegistryRequest: Hashable, Sendable {
  package let registry: VendoredPackage.Registry
  /// `@std/path`
  package let name: String
  /// `^1`; nil where any version will do.
  package let range: String?
  /// `posix`; empty for the package itself.
  package let path: String

  /// Nil for anything but jsr and npm.
  package init?(_ specifier: String) {
    guard
      let registry = [VendoredPackage.Registry.jsr, .npm].first(where: {
        specifier.hasPrefixBytes("\($0.rawValue):")
      })
    else { return nil }
    let slash = UInt8(ascii: "/")
    let text = specifier.utf8.dropFirst(4).drop { $0 == slash }
    let isScoped = text.first == UInt8(ascii: "@")
    var parts = text.split(separator: slash, maxSplits: isScoped ? 2 : 1, omittingEmptySubsequences: false)
    guard parts.count > (isScoped ? 1 : 0) else { return nil }
    let scope = isScoped ? "\(Substring(parts.removeFirst()))/" : ""
    let pair = parts[0].split(separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = pair.first, !name.isEmpty else { return nil }
    self.registry = registry
    self.name = scope + String(Substring(name))
    range = pair.count > 1 ? String(Substring(pair[1])) : nil
    path = parts.count > 1 ? String(Substring(parts[1])) : ""
  }

  /// `jsr:@std/path`
  package var title: String { "\(registry.rawValue):\(name)" }
  /// Without its path: `jsr:@std/path@^1`.
  package var package: String { range.map { "\(title)@\($0)" } ?? title }
  /// The same, with a range in any case, as lock files have it.
  package var withRange: String { "\(title)@\(range ?? "*")" }
}
