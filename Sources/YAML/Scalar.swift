import Bytes

/// The text of a scalar, and whether it was written without quotes (only then it may be a number).
package struct Scalar: Sendable {
  package let text: String
  package let isPlain: Bool
  /// Whether it stands in a JSON text, on whose numbers all readers agree.
  let isJSON: Bool

  package init(text: String, isPlain: Bool) { self.init(text: text, isPlain: isPlain, isJSON: false) }

  init(text: String, isPlain: Bool, isJSON: Bool) {
    (self.text, self.isPlain, self.isJSON) = (text, isPlain, isJSON)
  }
}

extension Scalar {
  /// The value by the core schema of YAML 1.2.2, section 10.3.2.
  package var resolved: Value {
    guard isPlain else { return .string(text) }
    // Comparing with each word takes long, and hardly a text begins like one.
    if text.utf8.count <= 5, text.utf8.first?.isIn("~nNtTfF") ?? true {
      switch text {
      case "", "~", "null", "Null", "NULL": return .null
      case "true", "True", "TRUE": return .bool(true)
      case "false", "False", "FALSE": return .bool(false)
      default: break
      }
    }
    return number ?? .string(text)
  }

  /// The words that stand for no finite number.
  static func notFinite(_ text: String) -> Double? {
    switch text {
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .infinity
    case "-.inf", "-.Inf", "-.INF": -.infinity
    case ".nan", ".NaN", ".NAN": .nan
    default: nil
    }
  }

  /// The number that an unquoted text spells.
  var number: Value? {
    guard let first = text.utf8.first, Self.mayStartNumber(first) else { return nil }
    if text.utf8.count <= 5, let number = Self.notFinite(text) { return .number(number) }
    if text.hasPrefix("0o") { return Self.digits(text.utf8.dropFirst(2), bitsPerDigit: 3) }
    if text.hasPrefix("0x") { return Self.digits(text.utf8.dropFirst(2), bitsPerDigit: 4) }
    guard let form = NumberForm(text.utf8) else { return nil }
    if form == .integer, let integer = Int(text) { return .integer(integer) }
    return Double(text).map(Value.number)
  }

  /// `0o[0-7]+` and `0x[0-9a-fA-F]+`: no sign, whatever `Int` takes.
  private static func digits(_ digits: Substring.UTF8View, bitsPerDigit: Int) -> Value? {
    guard !digits.isEmpty else { return nil }
    let radix = 1 << bitsPerDigit
    var (integer, number) = (0 as Int?, 0.0)
    for byte in digits {
      guard let digit = byte.hexDigitValue, digit < radix else { return nil }
      integer = integer.flatMap {
        $0 >> (Int.bitWidth - 1 - bitsPerDigit) == 0 ? $0 << bitsPerDigit | digit : nil
      }
      number = number * Double(radix) + Double(digit)
    }
    return integer.map(Value.integer) ?? .number(number)
  }

  static func mayStartNumber(_ byte: UInt8) -> Bool { byte.isIn(.digit.union("+-.")) }
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
    let end = rest.firstIndex { !$0.isIn(.digit) }
    let count = rest.distance(from: rest.startIndex, to: end ?? rest.endIndex)
    rest = rest[(end ?? rest.endIndex)...]
    return count
  }
}
