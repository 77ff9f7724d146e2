/// Whether the syntax of YAML leaves a text without quotes alone. Its meaning is another question:
/// see `Lookalike`.
enum PlainSyntax {
  /// `text` is not empty and has neither line breaks nor tabs.
  static func allows(_ text: Span<UInt8>) -> Bool {
    allowsEnds(of: text) && !isDocumentMark(text) && allowsInside(of: text)
  }

  /// Whether the flow style takes a part of a plain text for its own.
  static func endsInFlow(_ text: Span<UInt8>) -> Bool {
    for position in text.indices {
      switch text[position] {
      case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        return true
      default: continue
      }
    }
    return false
  }

  private static func allowsEnds(of text: Span<UInt8>) -> Bool {
    switch text[text.count - 1] {
    case UInt8(ascii: " "), UInt8(ascii: ":"): return false
    default: break
    }
    switch text[0] {
    case UInt8(ascii: "-"): return text.count > 1 && text[1] != UInt8(ascii: " ")
    case UInt8(ascii: " "), UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "?"),
      UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"),
      UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""),
      UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      return false
    default: return true
    }
  }

  private static func isDocumentMark(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 3, text[0] == text[1], text[1] == text[2] else { return false }
    return text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: ".")
  }

  /// No `: `, which would make a mapping, and no ` #`, which would start a comment.
  private static func allowsInside(of text: Span<UInt8>) -> Bool {
    for position in 1..<text.count where text[position] <= UInt8(ascii: "#") {
      let pair = (text[position - 1], text[position])
      if pair == (UInt8(ascii: ":"), UInt8(ascii: " ")) { return false }
      if pair == (UInt8(ascii: " "), UInt8(ascii: "#")) { return false }
    }
    return true
  }
}
