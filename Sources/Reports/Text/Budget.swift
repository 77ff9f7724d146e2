/// Takes the most important parts of a text as long as there is room.
struct Budget {
  /// GitHub's limit for a comment. It counts characters; bytes are never fewer, whoever counts.
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
