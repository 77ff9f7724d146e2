import Bytes

/// Reads the conditions of a label selector, separated by commas.
struct LabelSelectorParser {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = Substring(text).utf8 }

  mutating func requirements() throws(LabelSelector.Fault) -> [LabelSelector.Requirement] {
    var found: [LabelSelector.Requirement] = []
    repeat { found.append(try requirement()) } while take(",")
    skipSpace()
    guard rest.isEmpty else { throw expected("`,` or the end") }
    return found
  }

  private mutating func requirement() throws(LabelSelector.Fault) -> LabelSelector.Requirement {
    if take("!") { return .init(key: try key(), condition: .isMissing) }
    let key = try key()
    return .init(key: key, condition: try condition())
  }

  private mutating func condition() throws(LabelSelector.Fault) -> LabelSelector.Condition {
    if take("!=") { return .isNotIn([try value()]) }
    if take("==") || take("=") { return .isIn([try value()]) }
    let before = rest
    switch word() {
    case "in": return .isIn(try values())
    case "notin": return .isNotIn(try values())
    case "": return .exists
    default:
      rest = before
      throw expected("`=`, `!=`, `in`, `notin`, `,` or the end")
    }
  }

  private mutating func values() throws(LabelSelector.Fault) -> [String] {
    guard take("(") else { throw expected("`(`") }
    var values: [String] = []
    repeat { values.append(try value()) } while take(",")
    guard take(")") else { throw expected("`,` or `)`") }
    return values
  }

  /// A label's key: a name, which may have a DNS subdomain and `/` before it.
  private mutating func key() throws(LabelSelector.Fault) -> String {
    let before = rest
    let key = word()
    if key.isEmpty {
      rest = before
      throw expected("the key of a label")
    }
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    let isKey = parts.count <= 2 && parts.last.map { Self.isName($0, limit: 63) } == true
    guard isKey, parts.count == 1 || Self.isName(parts[0], limit: 253) else { throw .notKey(key) }
    return key
  }

  /// A label's value, which may be empty.
  private mutating func value() throws(LabelSelector.Fault) -> String {
    let value = word()
    guard value.isEmpty || Self.isName(value[...], limit: 63) else { throw .notValue(value) }
    return value
  }

  private static func isName(_ text: Substring, limit: Int) -> Bool {
    let bytes = text.utf8
    return (1...limit).contains(bytes.count) && bytes.allSatisfy { $0.isIn(.alphanumeric.union("-_.")) }
      && bytes.first?.isIn(.alphanumeric) == true && bytes.last?.isIn(.alphanumeric) == true
  }

  private mutating func word() -> String {
    skipSpace()
    let word = rest.prefix { !$0.isIn(" \t\r\n,()!=") }
    rest = rest.dropFirst(word.count)
    return String(Substring(word))
  }

  private mutating func take(_ token: String) -> Bool {
    skipSpace()
    guard rest.starts(with: token.utf8) else { return false }
    rest = rest.dropFirst(token.utf8.count)
    return true
  }

  private mutating func skipSpace() { rest = rest.drop { $0.isIn(" \t\r\n") } }

  private mutating func expected(_ what: String) -> LabelSelector.Fault {
    skipSpace()
    return .expected(what, found: rest.isEmpty ? nil : String(Substring(rest)))
  }
}
