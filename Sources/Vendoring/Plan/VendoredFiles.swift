import Diagnostics
import Scripts
import WorkflowModel
import YAML

/// Makes the files of `vendor/` and what vendor.lock says of them.
struct VendoredFiles {
  private let graph: PackageGraph
  private let mentions: [PackageMention]
  private let known: VendorLock?
  private var findings: [Finding] = []
  private var files: [SourceFile] = []
  /// By their addresses: two requests of the same have one.
  private var bundles: [ByteKey: NpmBundler.Bundle] = [:]
  /// By the text of the package.
  private var packages: [ByteKey: Draft] = [:]
  private var resolved: [ByteKey: String] = [:]

  /// A package while its files are written.
  private struct Draft {
    var base: VendoredPackage
    var license: String?
    var dependencies: Set<ByteKey> = []
    var files: [VendoredFile] = []
  }

  init(_ graph: PackageGraph, _ mentions: [PackageMention], known: VendorLock?) {
    (self.graph, self.mentions, self.known) = (graph, mentions, known)
  }

  /// - Parameter npm: what stands for the requests of npm; nil where there are none.
  consuming func result(_ npm: NpmBundler.Bundling?) throws -> VendoredSet {
    let names = FileNames(subjects(npm))
    for bundle in npm?.bundles ?? [] {
      let address = graph.info.resolved(bundle.request)
      bundles[ByteKey(address)] = bundle
      add(bundle, names[address])
    }
    for module in graph.modules { try add(module, names) }
    for warning in npm?.warnings ?? [] {
      guard let request = graph.request(reaching: warning.request) else { continue }
      findings.append(request.finding(warning.message, .warning))
    }
    var all = packages.values.map { draft in
      VendoredPackage(
        registry: draft.base.registry, name: draft.base.name, version: draft.base.version,
        license: draft.license,
        integrity: graph.lock.integrity(of: draft.base.text), dependencies: draft.dependencies.map(\.text),
        files: draft.files)
    }
    all = merged(all, with: npm?.packages ?? [])
    let imports = graph.requests.compactMap { request -> VendoredImport? in
      note(request.address)
      let address = graph.info.resolved(request.address)
      guard let file = names[address], let package = package(at: address, names) else { return nil }
      return VendoredImport(name: request.name, request: request.address, package: package, file: file)
    }
    let lock = VendorLock(
      bundler: npm?.bundler, imports: imports, resolved: resolved.map { ($0.key.text, $0.value) },
      packages: all)
    return VendoredSet(lock: lock, files: files, findings: graph.missing() + findings)
  }

  private func subjects(_ npm: NpmBundler.Bundling?) -> [FileNames.Subject] {
    graph.modules.map { module in
      let origin = graph.origin(module.address)
      return FileNames.Subject(
        address: module.address, readable: origin.readable,
        ending: FileEnding.of(module.kind == "external" ? nil : module.mediaType, module.address))
    }
      + (npm?.bundles ?? []).map { bundle in
        let parts = VendoredPackage.parts(of: bundle.package)
        let path = RegistryRequest(bundle.request)?.path ?? ""
        let readable = [parts?.name, parts?.version, path.isEmpty ? nil : path].compactMap(\.self).joined(
          separator: "-")
        return FileNames.Subject(
          address: graph.info.resolved(bundle.request), readable: readable, ending: ".js")
      }
  }

  private mutating func add(_ bundle: NpmBundler.Bundle, _ name: String?) {
    guard let name, let (registry, package, version) = VendoredPackage.parts(of: bundle.package) else {
      return
    }
    let file = file(name, bundle.bytes)
    packages[
      ByteKey(bundle.package),
      default: Draft(base: VendoredPackage(registry: registry, name: package, version: version))
    ]
    .files.append(file)
  }

  private mutating func add(
    _ module: DenoInfo.Module, _ names: FileNames
  ) throws {
    guard let name = names[module.address] else { return }
    let origin = graph.origin(module.address)
    let text = origin.package.text
    var draft =
      packages[ByteKey(text)] ?? Draft(base: origin.package, license: graph.license(of: module, known: known))
    var bytes = try graph.bytes(of: module)
    if let code = try graph.code(of: module) {
      guard String(validating: code, as: UTF8.self) != nil else {
        throw refused(module, "is not UTF-8; use another package")
      }
      bytes = try rewritten(module, code, names)
    }
    draft.files.append(file(name, bytes))
    for dependency in module.dependencies {
      for address in [dependency.code?.address, dependency.type?.address].compactMap(\.self) {
        note(address)
        let target = package(at: address, names)
        if let target, !target.hasSameBytes(as: text) { draft.dependencies.insert(ByteKey(target)) }
      }
    }
    packages[ByteKey(text)] = draft
  }

  /// The package of a module that lies in `vendor/`.
  private func package(at address: String, _ names: FileNames) -> String? {
    let address = graph.info.resolved(address)
    if let bundle = bundles[ByteKey(address)] { return bundle.package }
    return names[address] == nil ? nil : graph.origin(address).package.text
  }

  /// Keeps which version stands for what is asked of a registry, and where a server sends on to.
  private mutating func note(_ address: String) {
    let target = graph.info.resolved(address)
    if let request = RegistryRequest(address) {
      let text = bundles[ByteKey(target)]?.package ?? graph.origin(target).package.text
      guard let found = VendoredPackage.parts(of: text), found.registry == request.registry else { return }
      resolved[ByteKey(request.package)] = found.version
    } else if address.hasPrefixBytes("https:"), !target.hasSameBytes(as: address) {
      resolved[ByteKey(address)] = target
    }
  }

  private mutating func file(_ name: String, _ bytes: [UInt8]) -> VendoredFile {
    let file = VendoredFile(name: name, digest: DigestText.of(bytes))
    files.append(SourceFile(path: file.path, bytes: bytes))
    return file
  }

  private mutating func rewritten(
    _ module: DenoInfo.Module, _ code: [UInt8], _ names: FileNames
  ) throws(InvalidInput) -> [UInt8] {
    var targets: [ByteKey: String] = [:]
    for dependency in module.dependencies {
      guard let address = dependency.code?.address ?? dependency.type?.address else { continue }
      targets[ByteKey(dependency.specifier)] = names[graph.info.resolved(address)] ?? names[address]
    }
    for mention in mentions where mention.importer.hasSameBytes(as: module.address) {
      targets[ByteKey(mention.specifier)] = names[graph.info.resolved(mention.address)]
    }
    let scan = SpecifierScan(code)
    var rewriting = SpecifierRewriting(code)
    rewriting.rewrite(scan.places) { targets[ByteKey($0)] }
    rewriting.rewrite(Self.mentioned(code)) { targets[ByteKey($0)] }
    for dependency in module.dependencies {
      for target in [dependency.code, dependency.type] {
        guard let target, let span = target.span, let address = target.address,
          let name = names[graph.info.resolved(address)] ?? names[address]
        else { continue }
        let specifier = Self.isOther(target, dependency) ? nil : dependency.specifier
        if !rewriting.rewrite(specifier, at: span, file: name), target.address == dependency.code?.address {
          throw refused(
            module,
            "imports `\(dependency.specifier)` at \(span.start.line + 1):\(span.start.column + 1) in a way that "
              + "tntc cannot rewrite to a relative path; use another package")
        }
      }
    }
    warn(of: scan.computed, in: module, code)
    warnOfFolders(in: module, code)
    return rewriting.result
  }

  /// Whether another text is at the place of the types than at that of the code, as in `// @deno-types="./x.d.ts"`.
  private static func isOther(_ target: DenoInfo.Target, _ dependency: DenoInfo.Dependency) -> Bool {
    guard let code = dependency.code?.address, let address = target.address else { return false }
    return !code.hasSameBytes(as: address)
  }

  private static func mentioned(_ code: [UInt8]) -> [SpecifierScan.Place] {
    ModuleScan(code).mentions.compactMap { mention in
      var end = mention.offset + 1
      while end < code.count, code[end] != code[mention.offset] { end += 1 }
      guard end < code.count else { return nil }
      return SpecifierScan.Place(specifier: mention.specifier, range: mention.offset..<(end + 1))
    }
  }

  private mutating func warn(of computed: [Int], in module: DenoInfo.Module, _ code: [UInt8]) {
    guard let request = graph.request(reaching: module.address) else { return }
    var cursor = TextCursor()
    for offset in computed {
      let place = cursor.advance(to: offset, in: code)
      findings.append(
        request.finding(
          "\(graph.title(of: module.address)) imports at \(place.line):\(place.column) a module whose name is known "
            + "only at run time; a pod does not find it if it belongs to the package",
          .warning))
    }
  }

  private mutating func warnOfFolders(in module: DenoInfo.Module, _ code: [UInt8]) {
    guard let request = graph.request(reaching: module.address) else { return }
    var cursor = TextCursor()
    for mention in ModuleScan(code).mentions.sorted(by: { $0.offset < $1.offset }) {
      guard let address = ModuleURL.join(module.address, mention.specifier),
        address.utf8.last == UInt8(ascii: "/")
      else {
        continue
      }
      let place = cursor.advance(to: mention.offset, in: code)
      findings.append(
        request.finding(
          "\(graph.title(of: module.address)) names at \(place.line):\(place.column) the folder "
            + "`\(mention.specifier)` beside it; vendor/ has no folders, so a pod does not find its files",
          .warning))
    }
  }

  private func refused(_ module: DenoInfo.Module, _ problem: String) -> InvalidInput {
    let message = "\(graph.title(of: module.address)) \(problem)"
    guard let request = graph.request(reaching: module.address) else {
      return InvalidInput(path: module.address, message)
    }
    return InvalidInput([request.finding(message)])
  }

  /// Packages of npm have their files here, and all else from who bundled them.
  private func merged(_ own: [VendoredPackage], with npm: [VendoredPackage]) -> [VendoredPackage] {
    var result: [ByteKey: VendoredPackage] = [:]
    for package in own { result[ByteKey(package.text)] = package }
    for package in npm {
      result[ByteKey(package.text)] = VendoredPackage(
        registry: package.registry, name: package.name, version: package.version, license: package.license,
        integrity: package.integrity, dependencies: package.dependencies,
        files: result[ByteKey(package.text)]?.files ?? [])
    }
    return Array(result.values)
  }
}
