import WorkflowModel
import YAML

/// Deno's own lock file (version 5), by which it keeps to versions and checks what registries send.
///
/// It lives for one run alone: what it says is made of vendor.lock, and comes back into it.
struct DenoLockFile {
  private let root: Value

  /// - Parameter bytes: as Deno has written it.
  init(reading bytes: [UInt8]) { root = (try? JSON.read(bytes)) ?? .null }

  init(_ lock: VendorLock?) {
    var specifiers = Mapping()
    var redirects = Mapping()
    for (request, version) in lock?.resolved ?? [] {
      if request.hasPrefixBytes("https:") {
        redirects[request] = .string(version)
      } else {
        specifiers[RegistryRequest(request)?.withRange ?? request] = .string(version)
      }
    }
    var root: Mapping = ["version": "5"]
    if !specifiers.isEmpty { root["specifiers"] = .mapping(specifiers) }
    for registry in [VendoredPackage.Registry.jsr, .npm] {
      let packages = (lock?.packages ?? []).filter { $0.registry == registry && $0.integrity != nil }
      if packages.isEmpty { continue }
      root[registry.rawValue] = .mapping(Mapping(packages.map { (Self.key($0.text), Self.value($0)) }))
    }
    if !redirects.isEmpty { root["redirects"] = .mapping(redirects) }
    self.root = .mapping(root)
  }

  var bytes: [UInt8] { Array(JSON.pretty(root).utf8) }

  /// The checksum of a package, by its text.
  func integrity(of package: String) -> String? {
    guard let registry = RegistryRequest(package)?.registry else { return nil }
    return root[registry.rawValue]?[Self.key(package)]?["integrity"]?.text
  }

  private static func key(_ package: String) -> String { package.droppingBytes("jsr:".utf8.count) }

  private static func value(_ package: VendoredPackage) -> Value {
    var mapping: Mapping = ["integrity": .string(package.integrity ?? "")]
    // Those of jsr are found in its modules.
    if package.registry == .npm, !package.dependencies.isEmpty {
      mapping["dependencies"] = .sequence(package.dependencies.map { .string(key($0)) })
    }
    return .mapping(mapping)
  }
}
