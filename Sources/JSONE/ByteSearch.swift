/// Finds a text in others, by bytes, in time that is linear for every input (Knuth, Morris, Pratt).
struct ByteSearch {
  private let mark: [UInt8]
  /// For each length of a match: how much of its end is also the start of the mark.
  private let fallback: [Int]

  init(_ text: String) {
    let mark = Array(text.utf8)
    var fallback = [0]
    var matched = 0
    for byte in mark.dropFirst() {
      while matched > 0, byte != mark[matched] { matched = fallback[matched - 1] }
      if byte == mark[matched] { matched += 1 }
      fallback.append(matched)
    }
    self.mark = mark
    self.fallback = fallback
  }

  func isFound(in text: String) -> Bool {
    mark.isEmpty || firstEnd(in: Array(text.utf8)[...]) != nil
  }

  /// The parts of `text` between occurrences.
  func pieces(of text: String) -> [String] {
    var rest = Array(text.utf8)[...]
    var pieces: [String] = []
    while !mark.isEmpty, let end = firstEnd(in: rest) {
      pieces.append(String(decoding: rest[..<(end - mark.count)], as: UTF8.self))
      rest = rest[end...]
    }
    return pieces + [String(decoding: rest, as: UTF8.self)]
  }

  private func firstEnd(in bytes: ArraySlice<UInt8>) -> Int? {
    var matched = 0
    for position in bytes.indices {
      while matched > 0, bytes[position] != mark[matched] { matched = fallback[matched - 1] }
      if bytes[position] == mark[matched] { matched += 1 }
      if matched == mark.count { return position + 1 }
    }
    return nil
  }
}
