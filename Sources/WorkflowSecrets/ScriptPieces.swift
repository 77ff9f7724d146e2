import Scripts

/// All pieces of a file, to look back and ahead; nil is what is none of a kind, or not there.
struct ScriptPieces {
  let pieces: [ScriptPiece]
  private let lexer: ScriptLexer
  /// For each piece that is a name, its text: finders ask for it again and again.
  private let names: [String?]
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
    names = pieces.map { [lexer] piece in
      guard case .name = piece.kind else { return nil }
      return String(decoding: lexer.content(of: piece), as: UTF8.self)
    }
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

  func name(_ position: Int) -> String? { names.indices.contains(position) ? names[position] : nil }

  /// What a text in quotes, or a template without expressions, stands for.
  func text(_ position: Int) -> String? {
    pieces.indices.contains(position) ? lexer.value(of: pieces[position]) : nil
  }

  /// What a template has before its first expression, as it stands in the file.
  func head(_ position: Int) -> String? {
    guard pieces.indices.contains(position), case .templateHead = pieces[position].kind else { return nil }
    let text = String(decoding: lexer.content(of: pieces[position]), as: UTF8.self)
    return text.hasPrefix("`") ? String(text.dropFirst().dropLast(2)) : nil
  }

  func sign(_ position: Int) -> Unicode.Scalar? {
    guard pieces.indices.contains(position), case .sign = pieces[position].kind else { return nil }
    return Unicode.Scalar(bytes[pieces[position].start])
  }

  /// Where the bracket is that closes the one at a position, or that it closes.
  func partner(of position: Int) -> Int? {
    guard partners.indices.contains(position), partners[position] >= 0 else { return nil }
    return partners[position]
  }
}
