import YAML

/// Finds the known word that a misspelt one was meant to be.
package enum Suggestion {
  private static let longest = 100
  /// Among more words than this the nearest is chance, and looking for it costs.
  private static let mostWords = 200

  /// The nearest of `words`, if it is near enough to be meant; the first of equally near ones.
  package static func nearest(to text: String, in words: [String]) -> String? {
    // A word that differs only in case is the one that was meant.
    let text = Array(text.lowercased().utf8)
    guard !text.isEmpty, text.count <= longest, words.count <= mostWords else { return nil }
    var best: (word: String, distance: Int)?
    for word in words where word.utf8.count <= longest {
      let limit = max(text.count, word.utf8.count) / 3
      guard abs(word.utf8.count - text.count) <= limit else { continue }
      let distance = distance(text, Array(word.lowercased().utf8))
      if distance <= limit, distance < best?.distance ?? .max { best = (word, distance) }
    }
    return best?.word
  }

  /// Edits of one byte, and swaps of two neighbours, each counting one (optimal string alignment).
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1..<(right.count + 1) {
        let cost = left[row - 1] == right[column - 1] ? 0 : 1
        var best = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, beforeLast[column - 2] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
