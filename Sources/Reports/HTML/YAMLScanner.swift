/// Finds the coloured pieces of YAML, line by line.
enum YAMLScanner {
  static func pieces(_ code: [UInt8]) -> [Highlighter.Piece] {
    var pieces: [Highlighter.Piece] = []
    var start = 0
    while start < code.count {
      let end = code[start...].firstIndex(of: UInt8(ascii: "\n")) ?? code.count
      pieces += line(code, start..<end)
      start = end + 1
    }
    return pieces
  }

  private static func line(_ code: [UInt8], _ range: Range<Int>) -> [Highlighter.Piece] {
    var pieces: [Highlighter.Piece] = []
    var place = range.lowerBound
    while place < range.upperBound, isBlank(code[place]) || isDash(code, place, range.upperBound) {
      place += 1
    }
    if let colon = endOfKey(code, place..<range.upperBound) {
      pieces.append(Highlighter.Piece(kind: .key, range: place..<colon))
      place = colon + 1
    }
    while place < range.upperBound, isBlank(code[place]) { place += 1 }
    guard place < range.upperBound else { return pieces }
    let isComment =
      code[place] == UInt8(ascii: "#") && (place == range.lowerBound || isBlank(code[place - 1]))
    if isComment { return pieces + [Highlighter.Piece(kind: .comment, range: place..<range.upperBound)] }
    let comment = comment(code, place..<range.upperBound)
    let value = place..<(comment ?? range.upperBound)
    if let kind = kind(code[value]) { pieces.append(Highlighter.Piece(kind: kind, range: value)) }
    if let comment { pieces.append(Highlighter.Piece(kind: .comment, range: comment..<range.upperBound)) }
    return pieces
  }

  /// Where a comment starts behind a value that has no quotes.
  private static func comment(_ code: [UInt8], _ range: Range<Int>) -> Int? {
    if code[range.lowerBound] == UInt8(ascii: "\"") || code[range.lowerBound] == UInt8(ascii: "'") {
      return nil
    }
    return range.dropFirst().first { code[$0] == UInt8(ascii: "#") && isBlank(code[$0 - 1]) }
  }

  private static func endOfKey(_ code: [UInt8], _ range: Range<Int>) -> Int? {
    guard let first = range.first, code[first] != UInt8(ascii: "#") else { return nil }
    return range.first { place in
      code[place] == UInt8(ascii: ":") && (place + 1 == range.upperBound || isBlank(code[place + 1]))
    }
  }

  private static func kind(_ value: ArraySlice<UInt8>) -> Highlighter.Kind? {
    let text = String(decoding: value, as: UTF8.self).trimmingBlanks
    if text.hasPrefix("\"") || text.hasPrefix("'") { return .string }
    if ["true", "false", "null", "~"].contains(text) { return .keyword }
    return Double(text) == nil ? nil : .number
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

  private static func isDash(_ code: [UInt8], _ place: Int, _ end: Int) -> Bool {
    code[place] == UInt8(ascii: "-") && place + 1 < end && isBlank(code[place + 1])
  }
}

extension String {
  fileprivate var trimmingBlanks: Substring {
    var text = self[...]
    while text.last == " " || text.last == "\r" { text.removeLast() }
    return text
  }
}
