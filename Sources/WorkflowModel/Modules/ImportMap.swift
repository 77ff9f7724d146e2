import Diagnostics
import YAML

/// Finds what a name in a module stands for (HTML, "resolve a module specifier"). Names are compared by their bytes, as
/// Deno does.
struct ImportMap {
  enum Resolution {
    case address(ModuleAddress, entry: Entry?)
    /// What the engine itself provides.
    case engine
    /// The entry has no address that Deno could take.
    case blocked(Entry)
    /// What is behind the prefix leads out of the folder of the entry.
    case backtracking(Entry)
    /// A name that no entry has.
    case unknown
  }

  /// A name of deno.json.
  struct Entry: Hashable {
    let name: String
    /// Of its address, there.
    let position: Position
    /// Null blocks a name, and that may be meant.
    let isBlocked: Bool
  }

  /// An entry, and its address; nil where there is none that Deno could take.
  typealias Rule = (entry: Entry, address: ModuleAddress?)

  /// By names, or by what `ModuleAddress.text` makes of them.
  private typealias Rules = PrefixTable<Rule>

  private let imports: Rules
  private let scopes: PrefixTable<Rules>
  private let hasScopes: Bool
  /// Every entry.
  let entries: [Rule]

  init(_ file: DenoFile) {
    let rules = Self.rules(file.imports, file.positions)
    let scoped = zip(file.scopes, file.scopePositions).map { scope, positions in
      (
        key: Self.address(ofScope: scope.prefix)?.text ?? scope.prefix,
        rules: Self.rules(scope.imports, positions)
      )
    }
    imports = Rules(rules)
    scopes = PrefixTable(scoped.map { ($0.key, Rules($0.rules)) })
    hasScopes = !scoped.isEmpty
    entries = (rules + scoped.flatMap(\.rules)).map(\.value)
  }

  func resolve(_ specifier: String, from module: String) -> Resolution {
    let address = ModuleAddress(specifier, from: module)
    let text = address?.text ?? specifier
    if hasScopes {
      let place = ModuleAddress.version(module).text
      for rules in scopes.exact(place) + scopes.prefixes(of: place).map(\.value) {
        if let found = Self.match(text, address, rules) { return found }
      }
    }
    // The engine lays its own over those of the file.
    if EngineContract.typeModules.contains(where: { specifier.hasSameBytes(as: $0) }) { return .engine }
    if let found = Self.match(text, address, imports) { return found }
    return address.map { .address($0, entry: nil) } ?? .unknown
  }

  /// That of a scope is a URL, and `nodes/` a relative one.
  static func address(ofScope prefix: String) -> ModuleAddress? {
    ModuleAddress(prefix, from: "") ?? (prefix.isEmpty ? nil : ModuleAddress("./\(prefix)", from: ""))
  }

  /// What a name leads to; nil where Deno takes no such address: behind `/` there are paths, so it is that of a folder.
  static func address(of name: String, _ value: Value) -> ModuleAddress? {
    guard let text = value.text, let address = ModuleAddress(text, from: "") else { return nil }
    guard (ModuleAddress(name, from: "")?.text ?? name).endsWithSlash || name.endsWithSlash else {
      return address
    }
    if case .version = address, !address.text.endsWithSlash { return nil }
    return text.endsWithSlash ? address : nil
  }

  /// The longest name wins, and none is longer than all of a text.
  private static func match(_ text: String, _ address: ModuleAddress?, _ rules: Rules) -> Resolution? {
    if let rule = rules.exact(text).first {
      return rule.address.map { .address($0, entry: rule.entry) } ?? .blocked(rule.entry)
    }
    guard address?.isSpecial ?? true, let (length, rule) = rules.prefixes(of: text).first else { return nil }
    guard let folder = rule.address else { return .blocked(rule.entry) }
    let rest = text.droppingBytes(length)
    return folder.appending(rest).map { .address($0, entry: rule.entry) } ?? .backtracking(rule.entry)
  }

  private static func rules(
    _ imports: Mapping, _ positions: [ByteKey: Position]
  ) -> [(key: String, value: Rule)] {
    imports.map { name, value in
      let entry = Entry(
        name: name, position: positions[ByteKey(name)] ?? Position(line: 1, column: 1),
        isBlocked: value == .null)
      return (ModuleAddress(name, from: "")?.text ?? name, (entry, address(of: name, value)))
    }
  }
}

/// Values by keys, of which one that ends in `/` stands for all that begins with it.
private struct PrefixTable<Value> {
  /// In the order in which they came.
  private var values: [ByteKey: [Value]] = [:]
  /// How many bytes the keys that end in `/` have; the longest first.
  private var lengths: [Int] = []

  init(_ members: [(key: String, value: Value)]) {
    var lengths: Set<Int> = []
    for (key, value) in members {
      values[ByteKey(key), default: []].append(value)
      if key.endsWithSlash { lengths.insert(key.utf8.count) }
    }
    self.lengths = lengths.sorted(by: >)
  }

  func exact(_ text: String) -> [Value] { values[ByteKey(text)] ?? [] }

  /// Those of shorter keys, the longest first.
  func prefixes(of text: String) -> [(length: Int, value: Value)] {
    var found: [(length: Int, value: Value)] = []
    for length in lengths where length < text.utf8.count {
      let prefix = Substring(text.utf8.prefix(length))
      guard prefix.utf8.last == UInt8(ascii: "/") else { continue }
      found += (values[ByteKey(String(prefix))] ?? []).map { (length, $0) }
    }
    return found
  }
}

extension String {
  var endsWithSlash: Bool { utf8.last == UInt8(ascii: "/") }
}
