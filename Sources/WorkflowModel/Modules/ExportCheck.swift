import Bytes
import Scripts
import YAML

/// Compares what modules export with what others take from them, and with what a node has to export.
struct ExportCheck {
  var lookup: ModuleLookup
  var findings: ModuleFindings
  private let scans: [ByteKey: ModuleScan]
  private let scripts: ModuleScripts
  private var words: [ByteKey: Set<ScriptName>] = [:]
  private var exports: [ByteKey: [String]] = [:]
  /// What modules declare as values.
  private var declared: [ByteKey: Set<ScriptName>] = [:]

  init(_ walk: ModuleWalk) {
    (lookup, findings, scans, scripts) = (walk.lookup, walk.findings, walk.scans, walk.scripts)
  }

  // Names that another module does not have: linking fails, unless Deno erases them as types.

  mutating func checkNames(in file: SourceFile) {
    var lacking: [(request: ModuleRequest, name: ImportedName, lack: Lack)] = []
    for request in scans[ByteKey(file.path)]?.requests ?? [] where !request.names.isEmpty {
      switch lookup.resolve(request.specifier, from: file.path) {
      case .engine: lacking += request.names.map { (request, $0, .engine) }
      case .address(.version(let path), _):
        guard let target = lookup.existing(path), let owner = lookup.files[ByteKey(target)] else { continue }
        for name in request.names {
          if let lack = lack(owner, name.name, request.attributes) { lacking.append((request, name, lack)) }
        }
      default: continue
      }
    }
    if lacking.isEmpty { return }
    let values = ValueUse.found(of: Set(lacking.compactMap(\.name.localName)), in: scripts.script(of: file))
    for (request, name, lack) in lacking where name.localName.map(values.contains) ?? true {
      findings.report("`\(request.specifier)` \(describe(lack, name))", file, name.offset)
    }
  }

  /// How a module certainly does not have a name as a value.
  private enum Lack {
    /// What the engine provides has types alone.
    case engine
    case type
    /// A `.d.ts` file has no values.
    case declaration
    case nothing(SourceFile)
  }

  private mutating func lack(
    _ module: SourceFile, _ name: String, _ attributes: ModuleRequest.Attributes
  ) -> Lack? {
    if case .type = attributes { return name == "default" ? nil : .nothing(module) }
    let kind = ModuleKind(module.path)
    guard kind.hasPlainExports, let scan = scans[ByteKey(module.path)] else { return nil }
    if kind.isDeclaration { return .declaration }
    if name == "default" { return lacksDefault(module, scan) ? .nothing(module) : nil }
    let own = ScriptName(name)
    if scan.isTypeAlone(own) { return declares(module, own) ? nil : .type }
    if scan.passesOn || scan.exported.contains(own) { return nil }
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
    guard name.consists(of: .scriptWord) else { return bytes.holds(name) || bytes.holds("\\u") }
    let key = ByteKey(module.path)
    if words[key] == nil {
      let word = ASCII.scriptWord
      var found = Set(bytes.split { !$0.isIn(word) }.map(ScriptName.init))
      if bytes.holds("\\u") { found.insert(Self.escape) }
      words[key] = found
    }
    return words[key]?.contains(ScriptName(name)) ?? true || words[key]?.contains(Self.escape) ?? true
  }

  /// Stands for characters that are written as escapes.
  private static let escape = ScriptName("\\u")

  private mutating func declares(_ module: SourceFile, _ name: ScriptName) -> Bool {
    let key = ByteKey(module.path)
    if let known = declared[key] { return known.contains(name) }
    let names = ValueUse.declared(in: scripts.script(of: module))
    declared[key] = names
    return names.contains(name)
  }

  private mutating func describe(_ lack: Lack, _ name: ImportedName) -> String {
    let isPassedOn = name.local == nil
    switch lack {
    case .engine:
      return
        "exports only types, no value `\(name.name)`; write `\(isPassedOn ? "export" : "import") type`, and use "
        + "it as a type"
    case .type:
      return "exports `\(name.name)` as a type, which has no value at run time; write "
        + "`\(isPassedOn ? "export" : "import") type`"
    case .declaration:
      return "has only declarations, and no value at run time; write "
        + "`\(isPassedOn ? "export" : "import") type`, or name the module that it describes"
    case .nothing(let module):
      let what = name.name == "default" ? "no default export" : "no export `\(name.name)`"
      let nearest = lookup.isHinting() ? Suggestion.nearest(to: name.name, in: exports(of: module)) : nil
      return "has \(what)\(nearest.map { "; did you mean `\($0)`?" } ?? "")"
    }
  }

  private mutating func exports(of module: SourceFile) -> [String] {
    let key = ByteKey(module.path)
    if let known = exports[key] { return known }
    let sorted = (scans[key]?.exported ?? []).map(\.text).sorted { $0.precedesByBytes($1) }
    exports[key] = sorted
    return sorted
  }

  // What a node has to export.

  mutating func checkDefault(of node: WorkflowNode) {
    guard var file = lookup.files[ByteKey(node.path)], ModuleKind(node.path).hasPlainExports else { return }
    let expected = "expected `export default async function (ctx, input) { … }`"
    var seen: Set<ByteKey> = []
    var offset = 0
    var path = node.path
    while seen.insert(ByteKey(path)).inserted {
      guard let scan = scans[ByteKey(path)] else { return }
      switch ModuleKind(path).isDeclaration ? .none : scan.defaultExport {
      case .some: return
      case .none:
        if let module = lookup.files[ByteKey(path)], !ModuleKind(path).isDeclaration,
          !lacksDefault(module, scan)
        {
          return
        }
        // Of another module, that is said where it is named.
        guard path == node.path else { return }
        return findings.report(
          "node `\(node.name)`: the module has no default export; \(expected)", file, offset)
      case .value(let kind, let place):
        let owner = lookup.files[ByteKey(path)] ?? file
        return findings.report(
          "node `\(node.name)`: the default export is \(kind); \(expected)", owner, place)
      case .from(let request):
        guard case .address(.version(let next), _) = lookup.resolve(request.specifier, from: path),
          let target = lookup.existing(next)
        else { return }
        if let owner = lookup.files[ByteKey(path)] { (file, offset) = (owner, request.offset) }
        if case .type = request.attributes {
          return findings.report(
            "node `\(node.name)`: the default export is the content of `\(target)`; \(expected)", file, offset
          )
        }
        guard ModuleKind(target).hasPlainExports else { return }
        path = target
      }
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
