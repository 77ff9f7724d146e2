import Scripts

/// What stands at a position of a script, to look back and ahead; nil is what is none of a kind, or not there.
extension Script {
  func isName(_ position: Int) -> Bool { self[position]?.kind == .name }

  func name(_ position: Int) -> String? { scriptName(position)?.text }

  /// The same without a text of its own.
  func scriptName(_ position: Int) -> ScriptName? {
    guard let piece = self[position], piece.kind == .name else { return nil }
    return name(piece)
  }

  /// Whether a table may have the name of a piece.
  @inline(__always)
  func mayBe<Value>(_ piece: ScriptPiece, in table: NameTable<Value>) -> Bool {
    guard case .name = piece.kind else { return false }
    return table.mayHold(bytes[piece.start], length: piece.end - piece.start)
  }

  /// What a table has under the name of a piece.
  func value<Value>(of piece: ScriptPiece, in table: NameTable<Value>) -> Value? {
    mayBe(piece, in: table) ? table[name(piece)] : nil
  }

  func word(_ position: Int) -> ScriptWord? { self[position]?.word }

  /// In bytes, from the beginning of the file.
  func start(of position: Int) -> Int { pieces[position].start }

  /// What a text in quotes, or a template without expressions, stands for.
  func text(_ position: Int) -> String? { self[position].flatMap { value(of: $0) } }

  /// What a template has before its first expression, as it stands in the file.
  func head(_ position: Int) -> String? {
    guard let piece = self[position], piece.kind == .templateHead else { return nil }
    let text = String(decoding: content(of: piece), as: UTF8.self)
    return text.hasPrefix("`") ? String(text.dropFirst().dropLast(2)) : nil
  }

  func sign(_ position: Int) -> Unicode.Scalar? {
    guard let piece = self[position], case .sign = piece.kind else { return nil }
    return Unicode.Scalar(piece.sign)
  }
}
