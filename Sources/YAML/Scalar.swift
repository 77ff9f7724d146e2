/// The text of a scalar, and whether it was written without quotes (only then it may be a number).
package struct Scalar: Sendable {
  package let text: String
  package let isPlain: Bool

  package init(text: String, isPlain: Bool) {
    self.text = text
    self.isPlain = isPlain
  }
}

extension Scalar {
  /// The value by the core schema of YAML 1.2.2, section 10.3.2.
  package var resolved: Value {
    guard isPlain else { return .string(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .number(-.infinity)
    case ".nan", ".NaN", ".NAN": return .number(.nan)
    default: return number ?? .string(text)
    }
  }

  private var number: Value? {
    guard let first = text.utf8.first, Self.mayStartNumber(first) else { return nil }
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8).map(Value.integer) }
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16).map(Value.integer) }
    guard let form = NumberForm(text.utf8) else { return nil }
    if form == .integer, let integer = Int(text) { return .integer(integer) }
    return Double(text).map(Value.number)
  }

  private static func mayStartNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// The two decimal forms of the core schema: `[-+]?[0-9]+` and the float with fraction or exponent.
private enum NumberForm {
  case integer
  case float

  init?(_ text: String.UTF8View) {
    var rest = text[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = Self.digits(&rest)
    if rest.isEmpty {
      guard whole > 0 else { return nil }
      self = .integer
      return
    }
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = Self.digits(&rest)
    }
    guard whole + fraction > 0 else { return nil }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard Self.digits(&rest) > 0 else { return nil }
    }
    guard rest.isEmpty else { return nil }
    self = .float
  }

  private static func digits(_ rest: inout Substring.UTF8View) -> Int {
    let end = rest.firstIndex { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let count = rest.distance(from: rest.startIndex, to: end ?? rest.endIndex)
    rest = rest[(end ?? rest.endIndex)...]
    return count
  }
}
