import Scripts

/// All pieces of a file, to look back and ahead; nil is what is none of a kind, or not there.
struct ScriptPieces {
  let pieces: [ScriptPiece]
  private let lexer: ScriptLexer
  /// For each bracket the one that it belongs to, and -1 for what is none. Any bracket closes any other, as what the
  /// lexer takes wrongly is not to change what stands around it.
  private let partners: [Int]

  var bytes: [UInt8] { lexer.bytes }

  init(_ bytes: [UInt8]) {
    lexer = ScriptLexer(bytes)
    var reading = lexer
    var pieces: [ScriptPiece] = []
    while let piece = reading.next() { pieces.append(piece) }
    self.pieces = pieces
    var partners = Array(repeating: -1, count: pieces.count)
    var open: [Int] = []
    for (position, piece) in pieces.enumerated() where piece.kind == .sign {
      switch bytes[piece.start] {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("): open.append(position)
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
        guard let first = open.popLast() else { continue }
        (partners[first], partners[position]) = (position, first)
      default: break
      }
    }
    self.partners = partners
  }

  func name(_ position: Int) -> String? {
    piece(position) { $0 == .name }.map { String(decoding: lexer.content(of: $0), as: UTF8.self) }
  }

  /// What a text in quotes, or a template without expressions, stands for.
  func text(_ position: Int) -> String? { piece(position) { _ in true }.flatMap(lexer.value) }

  /// What a template has before its first expression, as it stands in the file.
  func head(_ position: Int) -> String? {
    guard let piece = piece(position, where: { $0 == .templateHead }) else { return nil }
    let text = String(decoding: lexer.content(of: piece), as: UTF8.self)
    return text.hasPrefix("`") ? String(text.dropFirst().dropLast(2)) : nil
  }

  func sign(_ position: Int) -> Character? {
    piece(position) { $0 == .sign }.map { Character(Unicode.Scalar(bytes[$0.start])) }
  }

  /// Where the bracket is that closes the one at a position, or that it closes.
  func partner(of position: Int) -> Int? {
    guard partners.indices.contains(position), partners[position] >= 0 else { return nil }
    return partners[position]
  }

  private func piece(_ position: Int, where isWanted: (ScriptPiece.Kind) -> Bool) -> ScriptPiece? {
    guard pieces.indices.contains(position), isWanted(pieces[position].kind) else { return nil }
    return pieces[position]
  }
}
