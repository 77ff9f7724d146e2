/// Takes the most important parts of a text as long as there is room.
struct Budget {
  /// GitHub's limit for a comment, in characters. Counting bytes is safe, as there are never fewer of them.
  static let comment = 65_536

  private(set) var left: Int

  init(_ size: Int) { left = size }

  /// Whether there was room for all of `parts`, which is then taken.
  mutating func take(_ parts: String...) -> Bool {
    let size = parts.reduce(0) { $0 + $1.utf8.count }
    guard size <= left else { return false }
    left -= size
    return true
  }
}
