extension String {
  /// The text of bytes; nil when they are no UTF-8.
  ///
  /// `String(validating:as:)` looks at every byte as soon as one is beyond ASCII. Here eight of ASCII are one step.
  package init?(utf8 bytes: [UInt8]) {
    let text = bytes.span
    let raw = unsafe text.bytes
    var (position, isASCII) = (0, true)
    while position < text.count {
      if position + EightBytes.width <= text.count, EightBytes(raw, at: position).areASCII {
        position += EightBytes.width
      } else if text[position] < 0x80 {
        position += 1
      } else {
        // Between bytes of ASCII stand whole code points, or none.
        let start = position
        while position < text.count, text[position] >= 0x80 { position += 1 }
        isASCII = false
        do { _ = try UTF8Span(validating: text.extracting(start..<position)) } catch { return nil }
      }
    }
    self = unsafe String(copying: UTF8Span(unchecked: text, isKnownASCII: isASCII))
  }
}
