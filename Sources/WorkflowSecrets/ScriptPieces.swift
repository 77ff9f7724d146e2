import Scripts

/// All pieces of a file, to look back and ahead; nil is what is none of a kind, or not there.
struct ScriptPieces {
  let pieces: [ScriptPiece]
  private let lexer: ScriptLexer

  var bytes: [UInt8] { lexer.bytes }

  init(_ bytes: [UInt8]) {
    lexer = ScriptLexer(bytes)
    var reading = lexer
    var pieces: [ScriptPiece] = []
    while let piece = reading.next() { pieces.append(piece) }
    self.pieces = pieces
  }

  func name(_ position: Int) -> String? { content(position) { $0 == .name } }

  /// A text in quotes, or a template without expressions, as it stands in the file.
  func text(_ position: Int) -> String? { content(position) { $0 == .text || $0 == .template } }

  /// What a template has before its first expression.
  func head(_ position: Int) -> String? {
    guard let text = content(position, where: { $0 == .templateHead }), text.hasPrefix("`") else {
      return nil
    }
    return String(text.dropFirst().dropLast(2))
  }

  func sign(_ position: Int) -> Character? {
    guard pieces.indices.contains(position), pieces[position].kind == .sign else { return nil }
    return Character(Unicode.Scalar(bytes[pieces[position].start]))
  }

  private func content(_ position: Int, where isWanted: (ScriptPiece.Kind) -> Bool) -> String? {
    guard pieces.indices.contains(position), isWanted(pieces[position].kind) else { return nil }
    return String(decoding: lexer.content(of: pieces[position]), as: UTF8.self)
  }
}
