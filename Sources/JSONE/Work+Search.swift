extension Work {
  /// The parts of a text between occurrences of `separator`, compared by bytes. How far each comparison
  /// gets is counted, since long texts that nearly match would take for ever.
  mutating func pieces(of text: String, between separator: String) throws(TemplateError) -> [String] {
    let text = Array(text.utf8)
    let mark = Array(separator.utf8)
    var pieces: [String] = []
    var start = 0
    var position = 0
    while position + mark.count <= text.count {
      var matched = 0
      while matched < mark.count, text[position + matched] == mark[matched] { matched += 1 }
      try step(matched / 16)
      if matched == mark.count {
        try step()
        pieces.append(String(decoding: text[start..<position], as: UTF8.self))
        position += mark.count
        start = position
      } else {
        position += 1
      }
    }
    return pieces + [String(decoding: text[start...], as: UTF8.self)]
  }

  mutating func contains(_ part: String, in text: String) throws(TemplateError) -> Bool {
    try step(for: text)
    if part.isEmpty { return true }
    return try pieces(of: text, between: part).count > 1
  }
}
