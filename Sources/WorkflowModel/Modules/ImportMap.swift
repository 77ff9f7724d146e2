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
    /// What stands behind the prefix leads out of the folder of the entry.
    case backtracking(Entry)
    /// A name that no entry has.
    case unknown
  }

  /// A name of deno.json, by its place there.
  struct Entry: Hashable {
    private let keys: [ByteKey]

    init(_ place: [String]) { keys = place.map(ByteKey.init) }

    var place: [String] { keys.map(\.text) }
    var name: String { keys.last?.text ?? "" }
  }

  /// The module with the types of nodes.
  static let engineModule = "tentacular"

  private struct Scope {
    let prefix: String
    let rules: [Rule]
  }

  private struct Rule {
    /// As `ModuleAddress.text` has it, or a name.
    let key: String
    let address: ModuleAddress?
    let entry: Entry
  }

  private let imports: [Rule]
  private let scopes: [Scope]

  init(_ file: DenoFile) {
    imports = Self.rules(file.imports, ["imports"])
    scopes = file.scopes.map { prefix, imports in
      Scope(
        prefix: Self.address(ofScope: prefix)?.text ?? prefix,
        rules: Self.rules(imports, ["scopes", prefix]))
    }.sorted { $0.prefix.utf8.count > $1.prefix.utf8.count }
  }

  /// Every entry with its address; nil where there is none that Deno could take.
  var entries: [(entry: Entry, address: ModuleAddress?)] {
    (imports + scopes.flatMap(\.rules)).map { ($0.entry, $0.address) }
  }

  func resolve(_ specifier: String, from module: String) -> Resolution {
    let address = ModuleAddress(specifier, from: module)
    let text = address?.text ?? specifier
    if !scopes.isEmpty {
      let place = ModuleAddress.version(module).text
      for scope in scopes
      where scope.prefix.endsWithSlash
        ? place.hasPrefixBytes(scope.prefix) : place.hasSameBytes(as: scope.prefix)
      {
        if let found = Self.match(text, address, scope.rules) { return found }
      }
    }
    // The engine lays its own over those of the file.
    if specifier.hasSameBytes(as: Self.engineModule) { return .engine }
    if let found = Self.match(text, address, imports) { return found }
    return address.map { .address($0, entry: nil) } ?? .unknown
  }

  /// That of a scope is a URL, and `nodes/` a relative one.
  private static func address(ofScope prefix: String) -> ModuleAddress? {
    ModuleAddress(prefix, from: "") ?? (prefix.isEmpty ? nil : ModuleAddress("./\(prefix)", from: ""))
  }

  private static func match(_ text: String, _ address: ModuleAddress?, _ rules: [Rule]) -> Resolution? {
    for rule in rules {
      if rule.key.hasSameBytes(as: text) {
        return rule.address.map { .address($0, entry: rule.entry) } ?? .blocked(rule.entry)
      }
      guard rule.key.endsWithSlash, text.hasPrefixBytes(rule.key), address?.isSpecial ?? true else {
        continue
      }
      guard let folder = rule.address else { return .blocked(rule.entry) }
      let rest = text.droppingBytes(rule.key.utf8.count)
      return folder.appending(rest).map { .address($0, entry: rule.entry) } ?? .backtracking(rule.entry)
    }
    return nil
  }

  /// The longest first, as it wins.
  private static func rules(_ imports: Mapping, _ place: [String]) -> [Rule] {
    imports.map { name, value in
      var address = value.text.flatMap { ModuleAddress($0, from: "") }
      if name.endsWithSlash, let text = value.text, !text.endsWithSlash { address = nil }
      return Rule(
        key: ModuleAddress(name, from: "")?.text ?? name, address: address,
        entry: Entry(place + [name]))
    }.sorted { $0.key.utf8.count > $1.key.utf8.count }
  }
}

extension String {
  fileprivate var endsWithSlash: Bool { utf8.last == UInt8(ascii: "/") }
}
