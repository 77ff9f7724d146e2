package import Diagnostics
package import YAML

/// `vendor.lock`: what the files of `vendor/` are, where they come from, and which names lead to them.
///
/// `vendor/` is part of a version beside such a file, and never without one.
package struct VendorLock: Equatable, Sendable {
  package static let format = 1
  /// Before the paths of files, where names of deno.json are told apart by what they lead to.
  static let addressOfFiles = "./"
  private static let head =
    "# Written by `tntc vendor`: what the files in vendor/ are, and which imports lead to them.\n"

  /// The program that made one file of each package of npm, with its version: `esbuild 0.17.0`; nil without any.
  package var bundler: String?
  /// Sorted by name.
  package var imports: [VendoredImport]
  /// Which version stands for each request of a package, those among packages too: `jsr:@std/path@^1` is `1.0.8`.
  package var resolved: [(request: String, version: String)]
  /// Sorted by text.
  package var packages: [VendoredPackage]

  package init(
    bundler: String? = nil, imports: [VendoredImport] = [],
    resolved: [(request: String, version: String)] = [], packages: [VendoredPackage] = []
  ) {
    self.bundler = bundler
    self.imports = imports.sorted { $0.name.precedesByBytes($1.name) }
    self.resolved = resolved.sorted { $0.request.precedesByBytes($1.request) }
    self.packages = packages.sorted { $0.text.precedesByBytes($1.text) }
  }

  package static func == (left: VendorLock, right: VendorLock) -> Bool {
    (left.bundler, left.imports, left.packages) == (right.bundler, right.imports, right.packages)
      && left.resolved.map(\.request) == right.resolved.map(\.request)
      && left.resolved.map(\.version) == right.resolved.map(\.version)
  }

  /// The package that a file of `vendor/` belongs to, by the name of the file.
  package var packagesByFile: [ByteKey: VendoredPackage] {
    Dictionary(packages.flatMap { package in package.files.map { (ByteKey($0.name), package) } }) {
      first, _ in
      first
    }
  }

  /// As it is written; the same value always has the same bytes.
  ///
  /// - Throws: when a text holds what YAML cannot say.
  package func bytes() throws(EmitError) -> [UInt8] {
    var root: Mapping = ["format": .integer(Self.format)]
    root["bundler"] = bundler.map(Value.string)
    root["imports"] = .mapping(Mapping(imports.map { (key: $0.name, value: Self.value($0)) }))
    if !resolved.isEmpty {
      root["resolved"] = .mapping(Mapping(resolved.map { (key: $0.request, value: .string($0.version)) }))
    }
    root["packages"] = .mapping(Mapping(packages.map { (key: $0.text, value: Self.value($0)) }))
    return Array(Self.head.utf8) + (try Emitter.emit([.mapping(root)]))
  }

  private static func value(_ item: VendoredImport) -> Value {
    var mapping = Mapping()
    if !item.request.hasSameBytes(as: item.name) { mapping["request"] = .string(item.request) }
    mapping["package"] = .string(item.package)
    mapping["file"] = .string(item.file)
    return .mapping(mapping)
  }

  private static func value(_ package: VendoredPackage) -> Value {
    var mapping = Mapping()
    mapping["license"] = package.license.map(Value.string)
    mapping["integrity"] = package.integrity.map(Value.string)
    if !package.dependencies.isEmpty {
      mapping["dependencies"] = .sequence(package.dependencies.map(Value.string))
    }
    mapping["files"] = .mapping(Mapping(package.files.map { (key: $0.name, value: .string($0.digest)) }))
    return .mapping(mapping)
  }

  /// Reads the one of a version; nil where there is none.
  ///
  /// - Parameter path: of the file, in findings.
  /// - Throws: `InvalidInput`, with line and column of what is wrong.
  package static func read(_ source: WorkflowSource, path: String) throws(InvalidInput) -> VendorLock? {
    guard let file = source[WorkflowSource.vendorLock] else { return nil }
    return try read(file.bytes, path: path)
  }

  /// - Parameter path: of the file, in findings.
  package static func read(_ bytes: [UInt8], path: String) throws(InvalidInput) -> VendorLock {
    try VendorLockReader(bytes: bytes, path: path).lock()
  }
}

/// Takes a `vendor.lock` apart.
private struct VendorLockReader {
  let bytes: [UInt8]
  let path: String

  func lock() throws(InvalidInput) -> VendorLock {
    let document: Element?
    do {
      document = try Reader.read(bytes).valid()
    } catch {
      throw InvalidInput([error.finding("not YAML: ", path: path, in: bytes, rule: .modules)])
    }
    guard let root = document else { throw InvalidInput(path: path, "is empty; \(wayOut)") }
    try checkFormat(root)
    try check(root, knows: ["format", "bundler", "imports", "resolved", "packages"])
    let packages = try packages(root)
    return VendorLock(
      bundler: try optionalText("bundler", in: root), imports: try imports(root, of: packages),
      resolved: try resolved(root), packages: packages)
  }

  /// An unknown key is misspelt, or has a meaning that this program would ignore.
  private func check(_ element: Element, knows keys: [String]) throws(InvalidInput) {
    guard case .mapping(let members) = element.content else {
      throw failure(element, "this is \(element.kind); expected a mapping")
    }
    if let unknown = members.first(where: { member in !keys.contains(where: member.key.hasSameBytes) }) {
      throw InvalidInput([finding(unknown.keyPosition, "unknown key `\(unknown.key)`; \(wayOut)")])
    }
  }

  /// Without it nobody knows what names of deno.json that lead into `vendor/` ask for.
  private var wayOut: String { "restore it with `git checkout -- \(ShellWord.path(path))`" }

  private func checkFormat(_ root: Element) throws(InvalidInput) {
    guard let field = root.member("format")?.value else {
      throw failure(root, "`format` is missing; expected \(VendorLock.format)")
    }
    if case .integer(VendorLock.format) = field.value { return }
    throw failure(field, "this tntc does not know this `format`; expected \(VendorLock.format)")
  }

  private func imports(
    _ root: Element, of packages: [VendoredPackage]
  ) throws(InvalidInput) -> [VendoredImport] {
    let owners = VendorLock(packages: packages).packagesByFile
    var imports: [VendoredImport] = []
    for member in try members("imports", in: root) {
      try check(member.value, knows: ["request", "package", "file"])
      let item = VendoredImport(
        name: member.key, request: try optionalText("request", in: member.value) ?? member.key,
        package: try text("package", in: member.value), file: try fileName("file", in: member.value))
      guard owners[ByteKey(item.file)]?.text.hasSameBytes(as: item.package) == true else {
        throw failure(member.value, "`\(item.package)` in `packages` has no file `\(item.file)`")
      }
      imports.append(item)
    }
    return imports
  }

  private func resolved(_ root: Element) throws(InvalidInput) -> [(request: String, version: String)] {
    var resolved: [(request: String, version: String)] = []
    for member in try members("resolved", in: root) {
      guard let version = member.value.value.text else {
        throw failure(member.value, "the version of `\(member.key)` is \(member.value.kind); expected text")
      }
      resolved.append((member.key, version))
    }
    return resolved
  }

  private func packages(_ root: Element) throws(InvalidInput) -> [VendoredPackage] {
    var packages: [VendoredPackage] = []
    var known: Set<ByteKey> = []
    for member in try members("packages", in: root) {
      try check(member.value, knows: ["license", "integrity", "dependencies", "files"])
      guard let (registry, name, version) = VendoredPackage.parts(of: member.key) else {
        throw InvalidInput([
          finding(
            member.keyPosition,
            "`\(member.key)` is not a package; expected one like `jsr:@db/postgres@0.19.5` or `npm:lodash@4.17.21`"
          )
        ])
      }
      var dependencies: [String] = []
      if let list = member.value.member("dependencies")?.value {
        guard case .sequence(let items) = list.content else {
          throw failure(list, "`dependencies` is \(list.kind); expected a list")
        }
        for item in items {
          guard let text = item.value.text else { throw failure(item, "this is \(item.kind); expected text") }
          dependencies.append(text)
        }
      }
      packages.append(
        VendoredPackage(
          registry: registry, name: name, version: version,
          license: try optionalText("license", in: member.value),
          integrity: try optionalText("integrity", in: member.value), dependencies: dependencies,
          files: try files(member.value, &known)))
    }
    return packages
  }

  /// - Parameter known: the files of packages that are before.
  private func files(_ package: Element, _ known: inout Set<ByteKey>) throws(InvalidInput) -> [VendoredFile] {
    var files: [VendoredFile] = []
    for member in try members("files", in: package) {
      try check(member.key, at: member.keyPosition)
      guard known.insert(ByteKey(member.key)).inserted else {
        throw InvalidInput([
          finding(member.keyPosition, "`\(member.key)` is also a file of another package; \(wayOut)")
        ])
      }
      guard let digest = member.value.value.text, digest.hasPrefixBytes(DigestText.prefix) else {
        throw failure(
          member.value, "this is \(member.value.kind); expected a digest, `\(DigestText.prefix)…`")
      }
      files.append(VendoredFile(name: member.key, digest: digest))
    }
    return files
  }

  private func fileName(_ key: String, in element: Element) throws(InvalidInput) -> String {
    let name = try text(key, in: element)
    try check(name, at: element.member(key)?.value.position ?? element.position)
    return name
  }

  /// It names what is read and written: it must not lead out of `vendor/`.
  private func check(_ name: String, at position: Position) throws(InvalidInput) {
    if let problem = VendoredName.problem(with: name) {
      throw InvalidInput([finding(position, "`\(name)` \(problem); \(wayOut)")])
    }
  }

  private func members(_ key: String, in element: Element) throws(InvalidInput) -> [Member] {
    guard let field = element.member(key)?.value, !field.isNull else { return [] }
    guard case .mapping(let members) = field.content else {
      throw failure(field, "`\(key)` is \(field.kind); expected a mapping")
    }
    return members
  }

  private func text(_ key: String, in element: Element) throws(InvalidInput) -> String {
    if let text = try optionalText(key, in: element) { return text }
    throw failure(element, "`\(key)` is missing")
  }

  private func optionalText(_ key: String, in element: Element) throws(InvalidInput) -> String? {
    guard let field = element.member(key)?.value else { return nil }
    if let text = field.value.text { return text }
    throw failure(field, "`\(key)` is \(field.kind); expected text")
  }

  private func failure(_ element: Element, _ message: String) -> InvalidInput {
    InvalidInput([finding(element.position, "\(message); \(wayOut)")])
  }

  private func finding(_ position: Position, _ message: String) -> Finding {
    [Finding(path: path, position: position, message: message, rule: .modules)].inOrder(of: bytes)[0]
  }
}

/// Names of files in `vendor/`, which are the keys of ConfigMaps as they are.
package enum VendoredName {
  /// Why a file cannot have a name, as the predicate of a sentence; nil when it can.
  package static func problem(with name: String) -> String? {
    if name.isEmpty || name.hasPrefixBytes(".") || name.utf8.contains(UInt8(ascii: "/")) {
      return "is not a name of a file in \(WorkflowSource.vendorFolder)/"
    }
    // Keys without a folder are those of the files at the root.
    if WorkflowSource.rootFiles.contains(where: name.hasSameBytes) {
      return "is the name of a file at the root of a version"
    }
    return ConfigMapKey.problem(withPath: name)
  }
}
