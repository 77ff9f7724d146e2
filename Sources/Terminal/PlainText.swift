/// Text for people, on however many lines.
package enum PlainText {
  /// The text with everything that a terminal would obey, and everything invisible, as its code: `\u{1B}`.
  ///
  /// Line breaks and tabs stay.
  package static func shown(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x7F || $0 < 0x20 && $0 != 0x0A && $0 != 0x09 }) else {
      return text
    }
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isSafe(scalar) { shown.append(scalar) } else { shown.append(contentsOf: code(of: scalar)) }
    }
    return String(shown)
  }

  /// Control characters of both sets, and formats like the overrides of writing direction, are not safe.
  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\n" || scalar == "\t" { return true }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }

  private static func code(of scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars
  }
}
