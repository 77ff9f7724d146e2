/// Finds any of many texts in one pass: how many there are changes the time by little.
///
/// A table of bits tells for most places that none of them begins there.
struct TextFinder: Sendable {
  /// A text, and how much of what stands around it belongs to it.
  struct Pattern: Sendable {
    let text: [UInt8]
    /// Characters of Base64 before it that hold bits of it.
    var before = 0
    /// Characters of Base64 behind it that are the rest of it, at most.
    var after = 0
  }

  /// The shortest text that can be found.
  static let shortest = 4
  private static let tableBits = 16

  private var table: [UInt64] = []
  /// By their heads; those of one head sorted by their texts.
  private var patterns: [UInt32: [Pattern]] = [:]

  mutating func add(_ pattern: Pattern) {
    guard pattern.text.count >= Self.shortest else { return }
    if table.isEmpty { table = Array(repeating: 0, count: 1 << Self.tableBits / 64) }
    var head: UInt32 = 0
    for byte in pattern.text.prefix(Self.shortest) { head = head << 8 | UInt32(byte) }
    let bit = Self.bit(of: head)
    table[bit >> 6] |= 1 << UInt64(bit & 63)
    let known = patterns[head] ?? []
    let place = Self.place(in: known, 0, known.count) {
      !$0.text.lexicographicallyPrecedes(pattern.text)
    }
    patterns[head, default: []].insert(pattern, at: place)
  }

  private static func bit(of head: UInt32) -> Int { Int((head &* 0x9E37_79B1) >> UInt32(32 - tableBits)) }

  var isEmpty: Bool { patterns.isEmpty }

  /// - Parameter found: told each place, in the order of their beginnings.
  func find(in bytes: [UInt8], _ found: (Range<Int>) -> Void) {
    guard !patterns.isEmpty, bytes.count >= Self.shortest else { return }
    var head: UInt32 = 0
    for end in bytes.indices {
      head = head << 8 | UInt32(bytes[end])
      let start = end - Self.shortest + 1
      guard start >= 0 else { continue }
      let bit = Self.bit(of: head)
      guard table[bit >> 6] & 1 << UInt64(bit & 63) != 0, let candidates = patterns[head] else { continue }
      var range: Range<Int>?
      Self.match(candidates, in: bytes, at: start) { pattern in
        let wider = Self.widened(pattern, start, bytes)
        range =
          min(range?.lowerBound ?? start, wider.lowerBound)..<max(range?.upperBound ?? 0, wider.upperBound)
      }
      if let range { found(range) }
    }
  }

  /// Finds those of sorted patterns that are at a place. Values may have their beginnings in common, as those of PEM
  /// do (RFC 7468): each byte of the text leaves those that have it, and is not compared with all.
  private static func match(
    _ candidates: [Pattern], in bytes: [UInt8], at start: Int, _ found: (Pattern) -> Void
  ) {
    var (low, high) = (0, candidates.count)
    var length = shortest
    while low < high {
      if candidates[low].text.count == length {
        found(candidates[low])
        low += 1
        continue
      }
      guard start + length < bytes.count else { return }
      let byte = bytes[start + length]
      low = place(in: candidates, low, high) { $0.text[length] >= byte }
      high = place(in: candidates, low, high) { $0.text[length] > byte }
      length += 1
    }
  }

  /// Where the first of sorted patterns is for which something is true, as it is for all that follow.
  private static func place(
    in patterns: [Pattern], _ start: Int, _ end: Int, where isTrue: (Pattern) -> Bool
  ) -> Int {
    var (low, high) = (start, end)
    while low < high {
      let middle = low + (high - low) / 2
      if isTrue(patterns[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func widened(_ pattern: Pattern, _ start: Int, _ bytes: [UInt8]) -> Range<Int> {
    var (first, end) = (start, start + pattern.text.count)
    while first > 0, start - first < pattern.before, Base64Form.isDigit(bytes[first - 1]) { first -= 1 }
    guard pattern.after > 0 else { return first..<end }
    let most = end + pattern.after
    while end < bytes.count, end < most, Base64Form.isDigit(bytes[end]) { end += 1 }
    while end < bytes.count, bytes[end] == UInt8(ascii: "=") { end += 1 }
    return first..<end
  }
}

/// How a text is in Base64 (RFC 4648), by itself or behind other bytes, as in `Basic` (RFC 7617).
enum Base64Form {
  /// Of a text so much is searched; the rest of its digits follow.
  private static let longestHead = 48
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlDigits = digits.dropLast(2) + [UInt8(ascii: "-"), UInt8(ascii: "_")]

  static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// One for each number of bytes that may be before the text in its group of three, and for each alphabet.
  static func patterns(of text: [UInt8]) -> [TextFinder.Pattern] {
    let head = text.prefix(longestHead)
    var patterns: [TextFinder.Pattern] = []
    for lead in 0..<3 {
      // Digits that hold bits of the text alone.
      let first = (8 * lead + 5) / 6
      let end = 8 * (lead + head.count) / 6
      guard end - first >= TextFinder.shortest else { continue }
      let values = sixes(Array(repeating: 0, count: lead) + head)[first..<end]
      let after = (8 * (lead + text.count) + 5) / 6 - end
      for alphabet in [digits, Array(urlDigits)] {
        let pattern = values.map { alphabet[Int($0)] }
        guard alphabet == digits || values.contains(where: { $0 >= 62 }) else { continue }
        patterns.append(TextFinder.Pattern(text: pattern, before: lead == 0 ? 0 : 1, after: after))
      }
    }
    return patterns
  }

  private static func sixes(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var (bits, count) = (0, 0)
    for byte in bytes {
      bits = (bits << 8 | Int(byte)) & 0xFFFF
      count += 8
      while count >= 6 {
        count -= 6
        result.append(UInt8(bits >> count & 63))
      }
    }
    return result
  }
}
