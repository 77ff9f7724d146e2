import YAML

/// The way to a place in a value (RFC 6901).
package struct JSONPointer: Sendable, Hashable {
  /// Unescaped.
  package let tokens: [String]

  package init(_ tokens: [String]) { self.tokens = tokens }

  /// - Returns: nil for a text that is not a pointer.
  package init?(_ text: String) {
    guard text.isEmpty || text.hasPrefix("/") else { return nil }
    var tokens: [String] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard let token = Self.unescaped(part) else { return nil }
      tokens.append(token)
    }
    self.init(tokens)
  }

  package var text: String {
    tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
  }

  /// Whether the other leads to a place below this one.
  func holds(_ other: JSONPointer) -> Bool {
    other.tokens.count > tokens.count && other.tokens.starts(with: tokens, by: { $0.hasSameBytes(as: $1) })
  }

  /// `~1` stands for `/` and `~0` for `~`; a `~` before anything else is wrong (RFC 6901, section 3).
  private static func unescaped(_ part: Substring) -> String? {
    let pieces = part.split(separator: "~", omittingEmptySubsequences: false)
    var text = String(pieces[0])
    for piece in pieces.dropFirst() {
      switch piece.first {
      case "0": text += "~"
      case "1": text += "/"
      default: return nil
      }
      text += piece.dropFirst()
    }
    return text
  }
}
