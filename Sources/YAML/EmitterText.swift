/// The four ways a text can be written, from the most to the least readable.
///
/// One rule, which is also that of kubectl and kustomize: plain when nothing can misread it; double
/// quotes around what would be read as something else than text, and for escapes; single quotes
/// where only the syntax is in the way; a literal block for lines.
private enum TextStyle {
  case plain
  case singleQuoted
  case doubleQuoted
  case literal

  init(_ text: Span<UInt8>, _ scan: TextScan) {
    if scan.hasLineFeed {
      self = scan.needsEscapes || !LiteralBlock.carries(text) ? .doubleQuoted : .literal
    } else if scan.needsEscapes || scan.hasTab || Lookalike.isAnother(text) || Lookalike.isVersion(text) {
      self = .doubleQuoted
    } else {
      self = PlainSyntax.allows(text) ? .plain : .singleQuoted
    }
  }
}

extension [UInt8] {
  /// Appends a text value; `indent` is the column for the lines of a literal block.
  mutating func append(text: String, indent: Int) throws(EmitError) {
    let text = text.utf8.span
    let scan = TextScan(text)
    if let refused = scan.refused { throw EmitError(.character(refused)) }
    switch TextStyle(text, scan) {
    case .plain: append(text, 0..<text.count)
    case .singleQuoted: append(singleQuoted: text)
    case .doubleQuoted: append(doubleQuoted: text)
    case .literal: LiteralBlock.append(text, indent: indent, to: &self)
    }
  }

  /// Appends a text value of the flow style, where `,`, brackets and braces end a plain one.
  mutating func append(flowText text: String) throws(EmitError) {
    let text = text.utf8.span
    let scan = TextScan(text)
    if let refused = scan.refused { throw EmitError(.character(refused)) }
    switch TextStyle(text, scan) {
    case .plain where !PlainSyntax.endsInFlow(text): append(text, 0..<text.count)
    case .plain, .singleQuoted: append(singleQuoted: text)
    case .doubleQuoted, .literal: append(doubleQuoted: text)
    }
  }

  /// Appends a key of the flow style.
  mutating func append(flowKey key: String) throws(EmitError) {
    guard PlainSyntax.endsInFlow(key.utf8.span) else { return try append(key: key) }
    let start = count
    try append(key: key)
    if self[start] == UInt8(ascii: "\"") || self[start] == UInt8(ascii: "'") { return }
    removeSubrange(start...)
    append(singleQuoted: key.utf8.span)
  }

  /// Appends a key, which has to stay in one line and within the look-ahead of all readers.
  mutating func append(key: String) throws(EmitError) {
    let text = key.utf8.span
    let scan = TextScan(text)
    if let refused = scan.refused { throw EmitError(.character(refused)) }
    guard key != "<<" else { throw EmitError(.mergeKey) }
    let start = count
    switch TextStyle(text, scan) {
    case .plain: append(text, 0..<text.count)
    case .singleQuoted: append(singleQuoted: text)
    case .doubleQuoted, .literal: append(doubleQuoted: text)
    }
    guard count - start <= 1_000 else { throw EmitError(.keyTooLong(bytes: count - start)) }
  }

  private mutating func append(singleQuoted text: Span<UInt8>) {
    append(UInt8(ascii: "'"))
    for position in text.indices {
      if text[position] == UInt8(ascii: "'") { append(UInt8(ascii: "'")) }
      append(text[position])
    }
    append(UInt8(ascii: "'"))
  }

  private mutating func append(doubleQuoted text: Span<UInt8>) {
    append(UInt8(ascii: "\""))
    var written = 0
    var position = 0
    while position < text.count {
      guard let (escape, width) = Escape.at(position, in: text) else {
        position += 1
        continue
      }
      append(text, written..<position)
      append(escape)
      position += width
      written = position
    }
    append(text, written..<text.count)
    append(UInt8(ascii: "\""))
  }
}

/// The escapes of double quotes that are needed; everything else stands as it is.
private enum Escape {
  static func at(_ position: Int, in text: Span<UInt8>) -> (escape: StaticString, width: Int)? {
    switch text[position] {
    case UInt8(ascii: "\""): ("\\\"", 1)
    case UInt8(ascii: "\\"): ("\\\\", 1)
    case UInt8(ascii: "\n"): ("\\n", 1)
    case UInt8(ascii: "\t"): ("\\t", 1)
    case UInt8(ascii: "\r"): ("\\r", 1)
    case 0xE2, 0xEF: wide(text[position + 1], text[position + 2])
    default: nil
    }
  }

  private static func wide(
    _ second: UInt8, _ third: UInt8
  ) -> (escape: StaticString, width: Int)? {
    switch (second, third) {
    case (0x80, 0xA8): ("\\u2028", 3)
    case (0x80, 0xA9): ("\\u2029", 3)
    case (0xBB, 0xBF): ("\\uFEFF", 3)
    default: nil
    }
  }
}
