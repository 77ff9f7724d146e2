/// A module of TypeScript or JavaScript in pieces, without its comments: read once for all that look into it.
package struct Script: Sendable {
  package let bytes: [UInt8]
  package let pieces: [ScriptPiece]

  package init(_ bytes: [UInt8]) { (self.bytes, pieces) = (bytes, ScriptLexer.pieces(of: bytes)) }

  /// The piece at a position; nil before the first and behind the last one.
  package subscript(position: Int) -> ScriptPiece? {
    pieces.indices.contains(position) ? pieces[position] : nil
  }

  /// Where the bracket is that closes the one at a position, or that it closes.
  package func partner(of position: Int) -> Int? { self[position]?.partner }

  /// Whether the name at a position is that of a member, as in `a.import`; `...import(…)` is none.
  func isMember(_ position: Int) -> Bool {
    guard let dot = self[position - 1], dot.sign == UInt8(ascii: ".") else { return false }
    return !(self[position - 2].map { $0.sign == UInt8(ascii: ".") && $0.end == dot.start } ?? false)
  }
}

/// Pieces as text.
extension Script {
  /// Whether a piece is a word or a sign.
  package func spells(_ piece: ScriptPiece, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard piece.end - piece.start == count, piece.kind == .name || piece.kind == .sign else { return false }
    return word.withUTF8Buffer { wanted in
      for place in 0..<count where unsafe wanted[place] != bytes[piece.start + place] { return false }
      return true
    }
  }

  /// The bytes of a piece; of a text or a template, those between its quotes.
  package func content(of piece: ScriptPiece) -> ArraySlice<UInt8> {
    switch piece.kind {
    case .text, .template: bytes[(piece.start + 1)..<(piece.end - 1)]
    case .unfinished: bytes[(piece.start + 1)..<piece.end]
    default: bytes[piece.start..<piece.end]
    }
  }

  /// A piece of the kind `name`.
  package func name(_ piece: ScriptPiece) -> ScriptName { ScriptName(bytes[piece.start..<piece.end]) }

  /// The text that a piece stands for, its escapes undone (ECMA-262, 12.9.4); nil when it is no text, or not one
  /// of characters.
  package func value(of piece: ScriptPiece) -> String? {
    guard piece.kind == .text || piece.kind == .template else { return nil }
    let content = content(of: piece)
    guard content.contains(UInt8(ascii: "\\")) else { return String(validating: content, as: UTF8.self) }
    return ScriptEscapes.undone(content)
  }
}
