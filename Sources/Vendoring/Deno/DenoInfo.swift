import YAML

/// What `deno info --json` says (its version 1): modules, and what each of them names.
struct DenoInfo {
  struct Module {
    /// The address after all redirects.
    let address: String
    /// `esm`, `asserted` for JSON, `external` for texts and bytes, `wasm`, `npm`, `node`; empty where there is an error.
    let kind: String
    /// `TypeScript`, `JavaScript`, `Dts`, `Json`, …; nil where Deno gives none.
    let mediaType: String?
    /// The file that Deno keeps of it.
    let local: String?
    /// Why it cannot be loaded.
    let error: String?
    let dependencies: [Dependency]
  }

  struct Dependency {
    /// The specifier as the module has it.
    let specifier: String
    let code: Target?
    /// Where types come from, when that is another module, or when only types are used.
    let type: Target?
    let isDynamic: Bool
  }

  struct Target {
    /// What it leads to, before redirects; nil where Deno could not make an address of it.
    let address: String?
    let error: String?
    let span: Span?
  }

  /// Lines and columns from 0, a column is a code point; a byte order mark is none.
  struct Span {
    let start: Place
    let end: Place
  }

  struct Place: Comparable {
    let line: Int
    let column: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }
  }

  struct Unknown: Error {}

  private(set) var modules: [ByteKey: Module] = [:]
  private var redirects: [ByteKey: String] = [:]

  private static let mostRedirects = 20

  init(_ bytes: [UInt8]) throws(Unknown) {
    guard let root = try? JSON.read(bytes), case .sequence(let modules)? = root["modules"],
      root["version"] == .integer(1)
    else { throw Unknown() }
    for value in modules {
      guard let module = Self.module(value) else { throw Unknown() }
      self.modules[ByteKey(module.address)] = module
    }
    guard case .mapping(let redirects)? = root["redirects"] else { return }
    for (from, to) in redirects { self.redirects[ByteKey(from)] = to.text }
  }

  subscript(address: String) -> Module? { modules[ByteKey(resolved(address))] }

  /// Where an address leads in the end.
  func resolved(_ address: String) -> String {
    var address = address
    for _ in 0..<Self.mostRedirects {
      guard let next = redirects[ByteKey(address)] else { break }
      address = next
    }
    return address
  }

  private static func module(_ value: Value) -> Module? {
    guard let address = value["specifier"]?.text else { return nil }
    var dependencies: [Dependency] = []
    if case .sequence(let items)? = value["dependencies"] {
      for item in items {
        guard let specifier = item["specifier"]?.text else { return nil }
        dependencies.append(
          Dependency(
            specifier: specifier, code: target(item["code"]), type: target(item["type"]),
            isDynamic: item["isDynamic"] == .bool(true)))
      }
    }
    return Module(
      address: address, kind: value["kind"]?.text ?? "", mediaType: value["mediaType"]?.text,
      local: value["local"]?.text, error: value["error"]?.text, dependencies: dependencies)
  }

  private static func target(_ value: Value?) -> Target? {
    guard let value else { return nil }
    var span: Span?
    if let start = place(value["span"]?["start"]), let end = place(value["span"]?["end"]) {
      span = Span(start: start, end: end)
    }
    return Target(address: value["specifier"]?.text, error: value["error"]?.text, span: span)
  }

  private static func place(_ value: Value?) -> Place? {
    guard case .integer(let line)? = value?["line"], case .integer(let column)? = value?["character"] else {
      return nil
    }
    return Place(line: line, column: column)
  }
}
