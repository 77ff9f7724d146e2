import Glibc

extension String {
  /// Byte equality; `==` would take canonically equivalent spellings for the same.
  package func hasSameBytes(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    // Comparing the views element by element takes many times as long.
    return unsafe utf8.span.withUnsafeBytes { left in
      unsafe other.utf8.span.withUnsafeBytes { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return unsafe memcmp(first, second, left.count) == 0
      }
    }
  }

  /// Whether the bytes begin with those of another text.
  package func hasPrefixBytes(_ prefix: String) -> Bool {
    let count = prefix.utf8.count
    guard count <= utf8.count else { return false }
    return unsafe utf8.span.withUnsafeBytes { all in
      unsafe prefix.utf8.span.withUnsafeBytes { wanted in
        guard let first = all.baseAddress, let other = wanted.baseAddress else { return true }
        return unsafe memcmp(first, other, count) == 0
      }
    }
  }

  /// Without the first `count` bytes, which end a code point.
  package func droppingBytes(_ count: Int) -> String { String(Substring(utf8.dropFirst(count))) }

  /// The order of the UTF-8 bytes, which is the order of the code points (and of Go's and C's sort).
  package func precedesByBytes(_ other: String) -> Bool {
    let order = unsafe utf8.span.withUnsafeBytes { left in
      unsafe other.utf8.span.withUnsafeBytes { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return 0 as Int32 }
        return unsafe memcmp(first, second, min(left.count, right.count))
      }
    }
    return order == 0 ? utf8.count < other.utf8.count : order < 0
  }
}

extension [UInt8] {
  /// The same as `==`, which looks at one byte after the other.
  package func hasSameBytes(as other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBytes { left in
      unsafe other.withUnsafeBytes { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return unsafe memcmp(first, second, left.count) == 0
      }
    }
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
    unsafe text.utf8.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}
