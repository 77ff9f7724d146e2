import Bytes
import Diagnostics
import Files
import Scripts
import WorkflowModel
import YAML

/// The modules of all packages that a workflow reaches, with their text.
final class PackageGraph {
  let info: DenoInfo
  let lock: DenoLockFile
  let requests: [PackageRequest]
  let reach: PackageReach
  private let jsr: String
  private var texts: [ByteKey: [UInt8]] = [:]

  init(
    _ info: DenoInfo, _ lock: DenoLockFile, _ requests: [PackageRequest],
    _ additions: [(address: String, importer: String)], jsr: String
  ) {
    (self.info, self.lock, self.requests, self.jsr) = (info, lock, requests, jsr)
    reach = PackageReach(info, requests, additions)
  }

  /// The modules of jsr and of servers that can be loaded, in the order in which they are reached.
  var modules: [DenoInfo.Module] {
    reach.addresses.compactMap { info.modules[ByteKey($0)] }.filter {
      $0.error == nil && $0.local != nil && $0.kind != "npm"
    }
  }

  func origin(_ address: String) -> ModuleOrigin { ModuleOrigin(address, jsr: jsr) }

  /// The request of the workflow by which a module is reached.
  func request(reaching address: String) -> PackageRequest? {
    reach.steps[ByteKey(info.resolved(address))]?.request
  }

  /// The bytes that a server sent: Deno keeps what it knows of them behind them.
  func bytes(of module: DenoInfo.Module) throws -> [UInt8] {
    let key = ByteKey(module.address)
    if let known = texts[key] { return known }
    guard let local = module.local else { return [] }
    let bytes = Self.withoutMetadata(try Disk.read(local, limit: Self.largest))
    texts[key] = bytes
    return bytes
  }

  /// The limit for one file, in bytes: 100 MiB, more than a version takes.
  private static let largest = 100 << 20
  private static let metadata = Array("\n// denoCacheMetadata=".utf8)

  private static func withoutMetadata(_ bytes: [UInt8]) -> [UInt8] {
    guard let line = bytes.lastIndex(of: UInt8(ascii: "\n")), bytes[line...].starts(with: metadata) else {
      return bytes
    }
    return Array(bytes[..<line])
  }

  /// Code as text, without a byte order mark.
  func code(of module: DenoInfo.Module) throws -> [UInt8]? {
    let isCode = module.kind == "esm" && module.mediaType != "Json"
    return isCode ? ByteOrderMark.removed(from: try bytes(of: module)) : nil
  }

  // Those of npm.

  /// What code asks of npm, by the workflow and by packages, sorted; one for each module that requests lead to. Types
  /// alone are erased, and need no package.
  var npmRequests: [String] {
    var found: Set<ByteKey> = []
    for request in requests where request.address.hasPrefixBytes("npm:") {
      found.insert(ByteKey(request.address))
    }
    for module in modules {
      for dependency in module.dependencies {
        guard let address = dependency.code?.address, address.hasPrefixBytes("npm:"),
          isLoaded(dependency.specifier, by: module), info[address]?.error == nil
        else { continue }
        found.insert(ByteKey(address))
      }
    }
    var addresses: Set<ByteKey> = []
    return found.map(\.text).sorted { $0.precedesByBytes($1) }.filter {
      addresses.insert(ByteKey(info.resolved($0))).inserted
    }
  }

  private func isLoaded(_ specifier: String, by module: DenoInfo.Module) -> Bool {
    guard let code = try? code(of: module) else { return false }
    return ModuleScan(code).requests.contains { $0.specifier.hasSameBytes(as: specifier) }
  }

  // What is named beside imports.

  /// Files that modules name by `new URL("…", import.meta.url)` or `import.meta.resolve("…")`.
  func mentions() throws -> [PackageMention] {
    var found: [PackageMention] = []
    var seen: Set<ByteKey> = []
    for module in modules {
      guard let code = try code(of: module) else { continue }
      for mention in ModuleScan(code).mentions {
        guard !mention.specifier.utf8.isEmpty,
          let address = ModuleURL.join(module.address, mention.specifier),
          mention.isMapped || !mention.specifier.hasPrefixBytes("http"),
          address.utf8.last != UInt8(ascii: "/"), seen.insert(ByteKey(address)).inserted
        else { continue }
        found.append(
          PackageMention(
            specifier: mention.specifier, address: address, importer: module.address, offset: mention.offset,
            isKnown: reach.steps[ByteKey(info.resolved(address))] != nil))
      }
    }
    return found
  }

  /// Files in which packages of jsr say their licence.
  func descriptions(_ known: VendorLock?) -> [String] {
    var seen: Set<String> = []
    return modules.flatMap { module -> [String] in
      let origin = origin(module.address)
      let text = origin.package.text
      guard origin.registry == .jsr, seen.insert(text).inserted, license(of: text, in: known) == nil else {
        return []
      }
      return Self.descriptionFiles.map { "\(folder(of: origin, module.address))\($0)" }
    }
  }

  private static let descriptionFiles = ["jsr.json", "deno.json", "jsr.jsonc", "deno.jsonc"]

  private func folder(of origin: ModuleOrigin, _ address: String) -> String {
    String(Substring(address.utf8.dropLast(origin.path.utf8.count)))
  }

  /// The licence that vendor.lock has for the same content, else the one that the package itself names.
  func license(of module: DenoInfo.Module, known: VendorLock?) -> String? {
    let origin = origin(module.address)
    if let known = license(of: origin.package.text, in: known) { return known }
    for name in Self.descriptionFiles where origin.registry == .jsr {
      guard let file = info["\(folder(of: origin, module.address))\(name)"], file.error == nil,
        let bytes = try? bytes(of: file), let root = try? JSON.element(bytes, .commented)
      else { continue }
      if let text = VendoredPackage.license(root.member("license")?.value.value.text) { return text }
    }
    return nil
  }

  private func license(of text: String, in known: VendorLock?) -> String? {
    known?.packages.first { $0.text.hasSameBytes(as: text) && $0.integrity == lock.integrity(of: text) }?
      .license
  }
}

/// A file that a module of a package names beside those that it imports.
struct PackageMention {
  let specifier: String
  let address: String
  /// The address of the module that names it.
  let importer: String
  /// The offset of the text in the importer's code.
  let offset: Int
  /// Whether it is a module that is imported as well.
  let isKnown: Bool

  /// Whether it is code, like that of a worker, which imports other modules.
  var isCode: Bool {
    let path = String(Substring(address.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }))
    return [".ts", ".mts", ".tsx", ".js", ".mjs", ".jsx"].contains(where: path.hasSuffix)
  }
}
