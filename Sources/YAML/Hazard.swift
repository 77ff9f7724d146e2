extension Scalar {
  /// Why readers of YAML disagree on this unquoted scalar, or nil when all read the same.
  ///
  /// YAML 1.1 (PyYAML, and in part Go's readers) takes more words and spellings for booleans and
  /// numbers than YAML 1.2 does. We read them by 1.2; whoever wrote them may have meant the other.
  package var hazard: String? {
    guard isPlain, !text.isEmpty, text.utf8.count <= 64 else { return nil }
    switch text.lowercased() {
    case "y", "n", "yes", "no", "on", "off": return "a boolean in YAML 1.1, but text in YAML 1.2"
    default: break
    }
    switch resolved {
    case .integer where hasLeadingZero: return "an octal number in YAML 1.1, a decimal one in 1.2"
    case .number(let number) where number.isNaN || number.isInfinite:
      return "not a number that JSON can carry"
    case .number where text.utf8.allSatisfy { Self.isDigit($0) || $0 == UInt8(ascii: "-") }:
      return "larger than a 64-bit integer"
    case .string where looksLikeOldNumber: return "a number in YAML 1.1, but text in YAML 1.2"
    default: return nil
    }
  }

  private var hasLeadingZero: Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    return digits.count > 1 && digits.first == UInt8(ascii: "0")
      && digits.allSatisfy(Self.isDigit)
  }

  /// `1_000`, `0b101` and the base-60 `12:30:45`.
  private var looksLikeOldNumber: Bool {
    guard let first = text.utf8.first, Self.isDigit(first) else { return false }
    if text.hasPrefix("0b") { return text.utf8.dropFirst(2).allSatisfy { $0 == 48 || $0 == 49 } }
    let separators = text.utf8.count { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }
    return separators > 0
      && text.utf8.allSatisfy {
        Self.isDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":")
          || $0 == UInt8(ascii: ".")
      }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
