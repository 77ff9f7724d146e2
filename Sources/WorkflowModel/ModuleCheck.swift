import Diagnostics
import Scripts
import YAML

/// Follows what nodes import, and finds what a pod could not load: it has the files of the version, the built-in
/// modules of Deno, and no network.
///
/// It sees what stands in the code as text. Whether a module throws while it is loaded, has the names that another
/// one imports, or is TypeScript at all, only loading it tells.
struct ModuleCheck {
  private let source: WorkflowSource
  private let deno: DenoFile
  private let map: ImportMap
  private let place: (String) -> String
  private let files: [ByteKey: SourceFile]
  private var scans: [ByteKey: ModuleScan] = [:]
  private var used: Set<ImportMap.Entry> = []
  private var findings: [Finding] = []
  /// Where in a file a finding stands: its place is looked up when all are known, in one walk through the file.
  private var offsets: [ByteKey: [(finding: Int, offset: Int)]] = [:]
  private var words: [ByteKey: Set<ArraySlice<UInt8>>] = [:]
  private var exports: [ByteKey: [String]] = [:]
  private var hints = 0

  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  static func findings(
    _ nodes: [WorkflowNode], _ source: WorkflowSource, _ deno: DenoFile, place: (String) -> String
  ) -> [Finding] {
    withoutActuallyEscaping(place) { place in
      var check = ModuleCheck(source, deno, place)
      for node in nodes { check.follow(node.path) }
      for file in source.files { check.checkNames(in: file) }
      for node in nodes { check.checkDefault(of: node) }
      check.checkEntries()
      check.locate()
      return check.findings
    }
  }

  private init(_ source: WorkflowSource, _ deno: DenoFile, _ place: @escaping (String) -> String) {
    (self.source, self.deno, self.place) = (source, deno, place)
    map = ImportMap(deno)
    files = Dictionary(source.files.map { (ByteKey($0.path), $0) }) { first, _ in first }
  }

  /// Reads a module and those that it names.
  private mutating func follow(_ path: String) {
    var waiting = [path]
    while let path = waiting.popLast() {
      let key = ByteKey(path)
      guard scans[key] == nil, let file = files[key], ModuleKind(path) == .script else { continue }
      let scan = ModuleScan(file.bytes)
      scans[key] = scan
      for request in scan.requests {
        if let target = target(of: request, in: file) { waiting.append(target) }
      }
      for mention in scan.mentions { check(mention, in: file) }
      if let runtime = runtime(of: file) { waiting.append(runtime) }
    }
  }

  /// What Deno loads beside a module with elements, also when it has none, if it is a module of the version.
  private mutating func runtime(of file: SourceFile) -> String? {
    let kind = deno.compilerOptions["jsx"]?.text ?? "react"
    guard ModuleKind(file.path).mayHaveElements else { return nil }
    let pragma = JSXPragma.importSource(in: file.bytes)
    guard let source = pragma?.source ?? deno.elementSource else { return nil }
    let specifier = "\(source)/jsx-\(kind == "react-jsxdev" ? "dev-" : "")runtime"
    let resolution = map.resolve(
      specifier, from: pragma == nil ? WorkflowSource.denoFile : file.path)
    switch found(specifier, resolution, in: file) {
    case .nothing: return nil
    case .path(let path): return path
    case .wrong(let problem):
      report("JSX needs a module for its elements: \(problem)", file, pragma?.offset ?? 0)
      return nil
    }
  }

  /// The module that is loaded, if it is one of the version; what is wrong becomes a finding.
  private mutating func target(of request: ModuleRequest, in file: SourceFile) -> String? {
    let resolution = map.resolve(request.specifier, from: file.path)
    switch found(request.specifier, resolution, in: file) {
    case .nothing: return nil
    case .wrong(let problem):
      report(problem, file, request.offset)
      return nil
    case .path(let path):
      if let problem = ModuleKind(path).problem(
        with: request, isRawEnabled: deno.unstable.contains("raw-imports"))
      {
        report("\(subject(request.specifier, resolution)) \(problem)", file, request.offset)
        return nil
      }
      if case .type(let type) = request.attributes {
        if type == "json" { checkJSON(path, importedBy: file) }
        return nil
      }
      return path
    }
  }

  /// Where a specifier leads.
  private enum Lead {
    /// To something that is no file, and fine.
    case nothing
    case path(String)
    case wrong(String)
  }

  private mutating func found(
    _ specifier: String, _ resolution: ImportMap.Resolution, in file: SourceFile
  ) -> Lead {
    let subject = subject(specifier, resolution)
    switch resolution {
    case .engine: return .nothing
    case .unknown: return deno.isReadable ? .wrong(Self.unknown(specifier)) : .nothing
    case .blocked(let entry):
      used.insert(entry)
      return .wrong(
        "`\(specifier)` has no address that Deno takes in deno.json; expected one like `./nodes/lib.ts`"
          + (entry.name.hasSuffix("/") ? ", with `/` at its end" : ""))
    case .backtracking(let entry):
      used.insert(entry)
      return .wrong(
        "`\(specifier)` leads out of the folder of `\(entry.name)` in deno.json; Deno refuses that")
    case .address(.elsewhere, let entry):
      if let entry { used.insert(entry) }
      return .wrong(
        "\(subject) is a file outside of the version, which a pod does not have; move it below nodes/")
    case .address(.url(let scheme, let text), let entry):
      if let entry { used.insert(entry) }
      return Self.problem(withURL: text, scheme: scheme).map { .wrong("\(subject) \($0)") } ?? .nothing
    case .address(.version(let path), let entry):
      if let path = existing(path) { return .path(path) }
      if let entry { used.insert(entry) }
      return .wrong("\(subject) \(missing(path).reason)")
    }
  }

  /// A path that is there, also by what Deno guesses when it is told to.
  private func existing(_ path: String) -> String? {
    if files[ByteKey(path)] != nil { return path }
    guard deno.unstable.contains("sloppy-imports") else { return nil }
    return MissingFile.guesses(path).first { files[ByteKey($0)] != nil }
  }

  /// After a thousand hints nobody reads them any more, and each costs a walk over all files or names.
  private var isHinting: Bool { hints < 1000 }

  private mutating func missing(_ path: String) -> MissingFile {
    hints += 1
    return MissingFile(path, among: source, isHinting: isHinting)
  }

  private func subject(_ specifier: String, _ resolution: ImportMap.Resolution) -> String {
    guard case .address(let address, entry: .some) = resolution else { return "`\(specifier)`" }
    let target =
      switch address {
      case .version(let path): "./\(path)"
      case .elsewhere(let text), .url(_, let text): text
      }
    return "`\(specifier)`, which deno.json maps to `\(target)`,"
  }

  private static func unknown(_ name: String) -> String {
    if name == "." || name == ".." { return "`\(name)` is a folder; Deno loads files, so name one" }
    if NodeBuiltins.names.contains(name) {
      return "`\(name)` is no module of the version; Deno has one of its own as `node:\(name)`"
    }
    return
      "`\(name)` is a name, and `imports` of deno.json does not have it (a package.json is not part of a "
      + "version); write a path like `./\(name.hasSuffix("ts") ? name : "lib.ts")`, or add the name there with a path below nodes/"
  }

  private static func problem(withURL text: String, scheme: String) -> String? {
    switch scheme {
    case "data": nil
    case "node":
      NodeBuiltins.names.contains(String(text.dropFirst(5))) ? nil : "is no module that Deno has"
    case "http", "https", "jsr", "npm":
      "would be loaded over the network, from which a pod loads no code; copy what is needed below nodes/"
    default: "is no address that Deno loads from"
    }
  }

  private mutating func check(_ mention: FileMention, in file: SourceFile) {
    if mention.isMapped {
      let resolution = map.resolve(mention.specifier, from: file.path)
      if case .address(.version(let path), entry: nil) = resolution {
        check(path, mention, file)
      } else if case .wrong(let problem) = found(mention.specifier, resolution, in: file) {
        report(problem, file, mention.offset)
      }
      return
    }
    let address =
      ModuleAddress(mention.specifier, from: file.path)
      ?? ModuleAddress("./\(mention.specifier)", from: file.path)
    switch address {
    case .version(let path)?: check(path, mention, file)
    case .elsewhere?:
      report(
        "`\(mention.specifier)` is a file outside of the version, which a node may not read; move it below nodes/",
        file, mention.offset)
    case .url?, nil: break
    }
  }

  /// A file or a folder of the version.
  private mutating func check(_ path: String, _ mention: FileMention, _ file: SourceFile) {
    if path.isEmpty || files[ByteKey(path)] != nil { return }
    let missing = missing(path)
    if !missing.isFolder { report("`\(mention.specifier)` \(missing.reason)", file, mention.offset) }
  }

  private mutating func checkJSON(_ path: String, importedBy module: SourceFile) {
    let key = ByteKey(path)
    guard scans[key] == nil, let file = files[key] else { return }
    scans[key] = ModuleScan([])
    // Deno takes a byte order mark away before it reads.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = file.bytes.starts(with: mark) ? Array(file.bytes.dropFirst(mark.count)) : file.bytes
    do throws(Problem) {
      _ = try JSON.read(bytes)
    } catch {
      findings.append(
        error.finding(
          "not JSON, as which `\(module.path)` imports it: ", path: place(path), in: file.bytes,
          rule: .modules))
    }
  }

  private mutating func report(_ message: String, _ file: SourceFile, _ offset: Int) {
    offsets[ByteKey(file.path), default: []].append((findings.count, offset))
    findings.append(Finding(path: place(file.path), message: message, rule: .modules))
  }

  /// Gives the findings of modules their lines and excerpts.
  private mutating func locate() {
    for (key, places) in offsets {
      guard let bytes = files[key]?.bytes else { continue }
      let places = places.sorted { ($0.offset, $0.finding) < ($1.offset, $1.finding) }
      var cursor = TextCursor()
      var located: [Finding] = []
      for place in places {
        findings[place.finding].position = cursor.advance(to: place.offset, in: bytes)
        located.append(findings[place.finding])
      }
      // In the same order, as sorting keeps that of equal places.
      for (place, finding) in zip(places, located.inOrder(of: bytes)) { findings[place.finding] = finding }
    }
  }

  // Names that another module does not have: linking fails, unless Deno erases them as types.

  private mutating func checkNames(in file: SourceFile) {
    var lacking: [(request: ModuleRequest, name: ImportedName, lack: Lack)] = []
    for request in scans[ByteKey(file.path)]?.requests ?? [] where !request.names.isEmpty {
      switch map.resolve(request.specifier, from: file.path) {
      case .engine: lacking += request.names.map { (request, $0, .engine) }
      case .address(.version(let path), _):
        guard let target = existing(path), let owner = files[ByteKey(target)] else { continue }
        for name in request.names {
          if let lack = lack(owner, name.name, request.attributes) { lacking.append((request, name, lack)) }
        }
      default: continue
      }
    }
    if lacking.isEmpty { return }
    let values = ValueUse.found(of: Set(lacking.compactMap(\.name.local)), in: file.bytes)
    for (request, name, lack) in lacking where name.local.map(values.contains) ?? true {
      report("`\(request.specifier)` \(describe(lack, name))", file, name.offset)
    }
  }

  /// How a module certainly does not have a name as a value.
  private enum Lack {
    /// What the engine provides has types alone.
    case engine
    case type
    case nothing(SourceFile)
  }

  private mutating func lack(
    _ module: SourceFile, _ name: String, _ attributes: ModuleRequest.Attributes
  ) -> Lack? {
    if case .type = attributes { return name == "default" ? nil : .nothing(module) }
    let kind = ModuleKind(module.path)
    guard kind.hasPlainExports, let scan = scans[ByteKey(module.path)] else { return nil }
    if kind.isDeclaration { return .nothing(module) }
    if name == "default" { return lacksDefault(module, scan) ? .nothing(module) : nil }
    if scan.exportedTypes.contains(name) { return .type }
    if scan.passesOn || scan.exported.contains(name) { return nil }
    // What exports a name holds it as a word, or its characters as escapes.
    return holds(module, name) ? nil : .nothing(module)
  }

  /// Whether a module certainly has no default export. In JSX any text may stand, of which the lexer knows nothing.
  private mutating func lacksDefault(_ module: SourceFile, _ scan: ModuleScan) -> Bool {
    guard scan.defaultExport == .none else { return false }
    guard ModuleKind(module.path).mayHaveElements else { return true }
    return !holds(module, "export") || !holds(module, "default")
  }

  private mutating func holds(_ module: SourceFile, _ name: String) -> Bool {
    let bytes = module.bytes
    guard name.utf8.allSatisfy(\.isOfWord) else { return bytes.holds(name) || bytes.holds("\\u") }
    let key = ByteKey(module.path)
    if words[key] == nil {
      var found = Set(bytes.split { !$0.isOfWord })
      if bytes.holds("\\u") { found.insert(Self.escape) }
      words[key] = found
    }
    return words[key]?.contains(Array(name.utf8)[...]) ?? true || words[key]?.contains(Self.escape) ?? true
  }

  /// Stands for characters that are written as escapes.
  private static let escape = Array("\\u".utf8)[...]

  private mutating func describe(_ lack: Lack, _ name: ImportedName) -> String {
    let isPassedOn = name.local == nil
    switch lack {
    case .engine:
      return
        "has types alone, and no value `\(name.name)`; write `\(isPassedOn ? "export" : "import") type`, and use "
        + "it as a type"
    case .type:
      return "has `\(name.name)` as a type, which is no value when it is loaded; write "
        + "`\(isPassedOn ? "export" : "import") type`"
    case .nothing(let module):
      let what = name.name == "default" ? "no default export" : "no export `\(name.name)`"
      hints += 1
      let nearest = isHinting ? Suggestion.nearest(to: name.name, in: exports(of: module)) : nil
      return "has \(what)\(nearest.map { "; did you mean `\($0)`?" } ?? "")"
    }
  }

  private mutating func exports(of module: SourceFile) -> [String] {
    let key = ByteKey(module.path)
    if let known = exports[key] { return known }
    let sorted = (scans[key]?.exported ?? []).sorted { $0.precedesByBytes($1) }
    exports[key] = sorted
    return sorted
  }

  // What a node has to export.

  private mutating func checkDefault(of node: WorkflowNode) {
    guard var file = files[ByteKey(node.path)], ModuleKind(node.path).hasPlainExports else { return }
    let expected = "expected `export default async function (ctx, input) { … }`"
    var seen: Set<ByteKey> = []
    var offset = 0
    var path = node.path
    while seen.insert(ByteKey(path)).inserted {
      guard let scan = scans[ByteKey(path)] else { return }
      switch ModuleKind(path).isDeclaration ? .none : scan.defaultExport {
      case .some: return
      case .none:
        if let module = files[ByteKey(path)], !ModuleKind(path).isDeclaration, !lacksDefault(module, scan) {
          return
        }
        // Of another module, that is said where it is named.
        guard path == node.path else { return }
        return report("node `\(node.name)`: the module has no default export; \(expected)", file, offset)
      case .value(let kind, let place):
        let owner = files[ByteKey(path)] ?? file
        return report(
          "node `\(node.name)`: the default export is \(kind); \(expected)", owner, place)
      case .from(let request):
        guard case .address(.version(let next), _) = map.resolve(request.specifier, from: path),
          let target = existing(next)
        else { return }
        if let owner = files[ByteKey(path)] { (file, offset) = (owner, request.offset) }
        if case .type = request.attributes {
          return report(
            "node `\(node.name)`: the default export is the content of `\(target)`; \(expected)", file, offset
          )
        }
        guard ModuleKind(target).hasPlainExports else { return }
        path = target
      }
    }
  }

  // What deno.json promises and nobody has asked for yet.

  private mutating func checkEntries() {
    for (entry, address) in map.entries where !used.contains(entry) {
      let problem: String
      switch address {
      case nil where isBlocked(entry): continue
      case nil:
        problem =
          "is no address that Deno takes; expected one like `./nodes/lib.ts`"
          + (entry.name.hasSuffix("/") ? ", with `/` at its end" : "")
      case .elsewhere?: problem = "is outside of the version, so a pod does not have it"
      case .version(let path)? where existing(path) == nil:
        let missing = missing(path)
        if missing.isFolder, path.isEmpty || path.hasSuffix("/") { continue }
        problem = missing.reason
      case .version?, .url?: continue
      }
      findings.append(deno.finding(of: entry.place, "the address of `\(entry.name)` \(problem)"))
    }
  }

  /// Null blocks a name, and that may be meant.
  private func isBlocked(_ entry: ImportMap.Entry) -> Bool {
    if entry.place.count == 2 { return deno.imports[entry.name] == .null }
    return deno.scopes.contains { $0.prefix == entry.place[1] && $0.imports[entry.name] == .null }
  }
}

extension UInt8 {
  /// Whether a name of ASCII may hold it.
  fileprivate var isOfWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
      true
    default: false
    }
  }
}

extension [UInt8] {
  fileprivate func holds(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, count >= wanted.count else { return false }
    for start in 0...(count - wanted.count)
    where self[start] == first && self[start..<(start + wanted.count)].elementsEqual(wanted) {
      return true
    }
    return false
  }
}
