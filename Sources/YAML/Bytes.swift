extension String {
  /// Byte equality; `==` would take canonically equivalent spellings for the same.
  package func hasSameBytes(as other: String) -> Bool {
    // Swift's own comparison is fast, and only what it takes for equal can have the same bytes.
    self == other && (utf8Span.isKnownASCII || utf8.elementsEqual(other.utf8))
  }

  /// The order of the UTF-8 bytes, which is the order of the code points (and of Go's and C's sort).
  package func precedesByBytes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}

/// A text as a dictionary key, compared and hashed by its bytes.
package struct ByteKey: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ByteKey, right: ByteKey) -> Bool {
    left.text.hasSameBytes(as: right.text)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(text.utf8.count)
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
