import Bytes

/// Texts that some reader of YAML 1.1 or 1.2, unquoted, takes for null, a boolean, a number, a date,
/// a merge key or a default value. It errs towards quotes.
enum Lookalike {
  static func isAnother(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty else { return true }
    switch text[0] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return isDate(text) || NumberShape.matches(text)
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      return NumberShape.matches(text)
    case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"),
      UInt8(ascii: "o"), UInt8(ascii: "O"), UInt8(ascii: "t"), UInt8(ascii: "T"),
      UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "~"), UInt8(ascii: "="),
      UInt8(ascii: "<"):
      return isWord(text)
    default:
      return false
    }
  }

  /// Digits with dots between: `1.0` needs quotes, and `1.0.1` has them too, so that a release does not change how its
  /// number is written.
  static func isVersion(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty, text[0].isIn(.digit) else { return false }
    var dots = 0
    for position in text.indices {
      if text[position] == UInt8(ascii: ".") {
        dots += 1
      } else if !text[position].isIn(.digit) {
        return false
      }
    }
    return dots > 0
  }

  private static func isWord(_ text: Span<UInt8>) -> Bool {
    guard text.count <= 5 else { return false }
    return words.contains { word in
      guard word.utf8CodeUnitCount == text.count else { return false }
      return word.withUTF8Buffer { word in
        for position in text.indices
        where unsafe word[position] != text[position].asciiLowercased { return false }
        return true
      }
    }
  }

  private static let words: [StaticString] = [
    "~", "null", "true", "false", "y", "n", "yes", "no", "on", "off", "=", "<<",
  ]

  /// `2001-01-01`, alone or with a time of day behind it.
  private static func isDate(_ text: Span<UInt8>) -> Bool {
    var position = 0
    guard digits(in: text, at: &position) == 4 else { return false }
    for _ in 0..<2 {
      guard position < text.count, text[position] == UInt8(ascii: "-") else { return false }
      position += 1
      guard (1...2).contains(digits(in: text, at: &position)) else { return false }
    }
    guard position < text.count else { return true }
    switch text[position] {
    case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " "): return true
    default: return false
    }
  }

  private static func digits(in text: Span<UInt8>, at position: inout Int) -> Int {
    let start = position
    while position < text.count, text[position].isIn(.digit) { position += 1 }
    return position - start
  }
}

/// Texts that readers take for null, a boolean, a number or a date when they stand without quotes. kustomize (kyaml)
/// writes the keys of annotations, and of the labels that it adds, without the quotes that it read them with, and cannot
/// read them again.
package enum NonText {
  package static func isReadFrom(_ text: String) -> Bool {
    switch text.lowercased() {
    // These are booleans in YAML 1.1 alone, and text to kustomize.
    case "y", "n", "yes", "no", "on", "off": false
    default: Lookalike.isAnother(Array(text.utf8).span)
    }
  }
}

/// All spellings of numbers together: `012`, `0o14`, `0x1f`, `0b1`, `1_000`, `1,000`, `1e3`, `.5`,
/// `1.`, `-.inf`, `12:30:45`.
enum NumberShape {
  static func matches(_ text: Span<UInt8>) -> Bool {
    for position in text.indices where !text[position].isIn(bytes) { return false }
    var rest = withoutSeparators(text)[...]
    if let sign = rest.first, isSign(sign) { rest.removeFirst() }
    return isSpecial(rest) || isBased(rest) || isDecimal(rest)
  }

  /// All that numbers are written with.
  private static var bytes: ASCII { .hexDigit.union("+-.:_,xXoOiInN") }

  /// Readers drop `_` inside of numbers, wherever it stands; Ruby's drops `,` too.
  private static func withoutSeparators(_ text: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for position in text.indices {
      switch text[position] {
      case UInt8(ascii: "_"), UInt8(ascii: ","): break
      default: bytes.append(text[position])
      }
    }
    return bytes
  }

  private static func isSpecial(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count == 4, text.first == UInt8(ascii: ".") else { return false }
    let word = text.dropFirst().map { $0 | 0x20 }
    return word == Array("inf".utf8) || word == Array("nan".utf8)
  }

  private static func isBased(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count >= 2, text.first == UInt8(ascii: "0") else { return false }
    switch text[text.startIndex + 1] | 0x20 {
    case UInt8(ascii: "b"), UInt8(ascii: "o"), UInt8(ascii: "x"):
      var digits = text.dropFirst(2)
      // Go takes a sign here, too: kustomize reads `0b+1` as 1.
      if let sign = digits.first, isSign(sign) { digits.removeFirst() }
      return digits.consists(of: .hexDigit)
    default:
      return false
    }
  }

  /// Digits, base-60 groups, a fraction, an exponent; each may be missing, but not all.
  private static func isDecimal(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, first.isIn(.digit) || first == UInt8(ascii: ".") else { return false }
    var rest = text.drop(while: ASCII.digit.contains)
    while rest.first == UInt8(ascii: ":") { rest = rest.dropFirst().drop(while: ASCII.digit.contains) }
    if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop(while: ASCII.digit.contains) }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest.removeFirst()
      if let sign = rest.first, isSign(sign) { rest.removeFirst() }
      rest = rest.drop(while: ASCII.digit.contains)
    }
    return rest.isEmpty
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }
}
