/// What stands behind the parentheses of a script, found in one walk at the first question.
struct BracketEnds {
  private let bytes: [UInt8]
  /// For each one that closes, by where it opens: whether neither a body nor a type follows.
  private lazy var answers = Self.found(in: bytes)
  /// Behind a bracket that never closes, what calls look like is not known.
  private var isKnown = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether a parenthesis closes, and neither `{` nor `:` stands behind it.
  mutating func endsExpression(_ open: ScriptPiece) -> Bool {
    guard isKnown else { return false }
    guard let answer = answers[open.start] else {
      isKnown = false
      return false
    }
    return answer
  }

  private static func found(in bytes: [UInt8]) -> [Int: Bool] {
    var found: [Int: Bool] = [:]
    var lexer = ScriptLexer(bytes)
    // Any bracket closes any other, as what the lexer takes wrongly is not to change what stands around it.
    var open: [Int] = []
    var closed: Int?
    while let piece = lexer.next() {
      if let place = closed { found[place] = !lexer.spells(piece, "{") && !lexer.spells(piece, ":") }
      closed = nil
      guard piece.kind == .sign else { continue }
      switch bytes[piece.start] {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): open.append(piece.start)
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"): closed = open.popLast()
      default: break
      }
    }
    if let place = closed { found[place] = true }
    return found
  }
}
