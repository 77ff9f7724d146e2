/// Text of others inside of Markdown (GitHub Flavored Markdown), where it may be no markup.
enum MarkdownText {
  /// As code within a line or a cell of a table. Every character with a meaning becomes an entity, which never
  /// has one (CommonMark, "Entity and numeric character references"); inside of `<code>` no name is called.
  static func code(_ text: String) -> String { "<code>\(entities(text))</code>" }

  /// Words of ours with words of others in them, on one line.
  static func entities(_ text: String) -> String {
    var escaped = ""
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      defer { previous = scalar }
      switch scalar {
      // What would become a link, a mail address, a mention or an issue, even as an entity: each of them has to be in
      // one piece of text.
      case "." where previous == "w" || previous == "W": escaped += "&#46;"
      case "@", "#": escaped += "<code>&#\(scalar.value);</code>"
      case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "/", "-", ";", "(", ")", "%", "→", "…", "−", "✓":
        escaped.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{A0}": escaped += isBlank(scalar) ? " " : "\u{FFFD}"
      case "\u{80}"...: escaped += isHidden(scalar) ? "\u{FFFD}" : String(scalar)
      default: escaped += "&#\(scalar.value);"
      }
    }
    return escaped
  }

  /// A block of code behind a fence that is longer than any run of backticks in it.
  static func fenced(_ text: String, language: String) -> String {
    var (longest, run) = (2, 0)
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)\n"
  }

  /// A line of a block: what ends lines or turns text round is shown, not sent.
  static func line(_ text: String) -> String {
    var line = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": line.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": line += "\u{FFFD}"
      default: line.unicodeScalars.append(isHidden(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return line
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\t" || scalar == "\r" || scalar == "\u{A0}"
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{2028}", "\u{2029}", "\u{FEFF}": true
    default: false
    }
  }
}
