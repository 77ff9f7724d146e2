import Diagnostics

/// A character that ends a line for readers of YAML 1.1 (libyaml, kubectl), and for no editor. In a comment, what
/// stands behind it is content.
enum HiddenBreak {
  private static let names: [(bytes: [UInt8], name: String)] = [
    ([0xC2, 0x85], "U+0085"), ([0xE2, 0x80, 0xA8], "U+2028"), ([0xE2, 0x80, 0xA9], "U+2029"),
  ]

  /// Names the last one in a text that turned out to be no YAML; empty when it has none.
  static func hint(_ text: ArraySlice<UInt8>) -> String {
    for index in text.indices.reversed() {
      guard let name = name(at: index, in: text) else { continue }
      let line = text[..<index].count { $0 == UInt8(ascii: "\n") } + 1
      return
        "; line \(line) has \(name), which ends a line in YAML though no editor shows it: take it out, or write it "
        + "as an escape in double quotes"
    }
    return ""
  }

  private static func name(at index: Int, in text: ArraySlice<UInt8>) -> String? {
    if text[index] == UInt8(ascii: "\r") {
      let next = text.index(after: index)
      return next < text.endIndex && text[next] == UInt8(ascii: "\n") ? nil : "a carriage return alone"
    }
    return names.first { text[index...].starts(with: $0.bytes) }?.name
  }
}
