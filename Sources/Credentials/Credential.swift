/// Something in a file that has the shape of a credential.
struct Credential: Hashable, Sendable {
  /// What it is, with its article: `a GitHub token`.
  let kind: String
  /// The bytes that give it away.
  let range: Range<Int>
  /// How many bytes at its start say what it is and nothing of its value.
  let shown: Int

  /// Whether the value is not the range but what follows it.
  let isHeader: Bool

  init(_ kind: String, _ range: Range<Int>, shown: Int, isHeader: Bool = false) {
    (self.kind, self.range, self.shown, self.isHeader) = (kind, range, shown, isHeader)
  }

  /// What may be printed of it.
  func hint(in bytes: [UInt8]) -> String {
    "\(String(decoding: bytes[range].prefix(shown), as: UTF8.self))…"
  }
}
