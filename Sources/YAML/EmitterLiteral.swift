import Glibc

/// A text of several lines as a literal block, `|`: the lines stand as they are, only indented.
enum LiteralBlock {
  /// False where a consumer reads or writes the block wrongly: go-yaml, and so kustomize, fails on a
  /// first line that starts with a tab, and nobody can see what a block of nothing but blanks holds.
  static func carries(_ text: Span<UInt8>) -> Bool {
    for position in text.indices {
      switch text[position] {
      case UInt8(ascii: "\n"): continue
      case UInt8(ascii: "\t"): return false
      case UInt8(ascii: " "): return !isBlank(text, from: position)
      default: return true
      }
    }
    return false
  }

  private static func isBlank(_ text: Span<UInt8>, from start: Int) -> Bool {
    for position in start..<text.count {
      switch text[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"): continue
      default: return false
      }
    }
    return true
  }

  /// Appends everything but the last line break, which is the caller's.
  static func append(_ text: Span<UInt8>, indent: Int, to bytes: inout [UInt8]) {
    appendHeader(of: text, to: &bytes)
    var end = text.count
    if text[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    unsafe text.extracting(0..<end).withUnsafeBytes { text in
      unsafe appendLines(of: text, indent: indent, to: &bytes)
    }
  }

  /// The indicators: how deep the block is indented, where the first line does not show it, and what
  /// becomes of the line breaks at the end: one (nothing), none (`-`), all (`+`).
  private static func appendHeader(of text: Span<UInt8>, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "|"))
    if text[0] == UInt8(ascii: " ") || text[0] == UInt8(ascii: "\n") {
      bytes.append(UInt8(ascii: "2"))
    }
    if text[text.count - 1] != UInt8(ascii: "\n") {
      bytes.append(UInt8(ascii: "-"))
    } else if text[text.count - 2] == UInt8(ascii: "\n") {
      bytes.append(UInt8(ascii: "+"))
    }
  }

  /// Empty lines stay empty, all others are indented.
  private static func appendLines(
    of text: UnsafeRawBufferPointer, indent: Int, to bytes: inout [UInt8]
  ) {
    var start = 0
    while start <= text.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: text[start...])
      let length = unsafe offsetOfLineFeed(in: rest)
      bytes.append(UInt8(ascii: "\n"))
      if length > 0 {
        bytes.append(spaces: indent)
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: rest[..<length]))
      }
      start += length + 1
    }
  }

  private static func offsetOfLineFeed(in text: UnsafeRawBufferPointer) -> Int {
    guard let start = text.baseAddress,
      let found = unsafe memchr(start, Int32(UInt8(ascii: "\n")), text.count)
    else { return text.count }
    return unsafe UnsafeRawPointer(found) - start
  }
}
