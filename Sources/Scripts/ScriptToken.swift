/// A word, a text or a sign of TypeScript.
package enum ScriptToken: Hashable, Sendable {
  case name(String)
  /// A text in quotes, or a template without expressions, as it stands in the file.
  case text(String)
  case sign(UInt8)
  /// A number, a regular expression, or a template with expressions.
  case other
}

/// Where in a file a token begins, in bytes from 0.
package struct PlacedToken: Sendable {
  package let token: ScriptToken
  package let offset: Int
}

extension ScriptLexer {
  /// All pieces of a file with their texts, for code that looks back and ahead.
  package static func tokens(of bytes: [UInt8]) -> [PlacedToken] {
    var lexer = ScriptLexer(bytes)
    var tokens: [PlacedToken] = []
    while let piece = lexer.next() {
      tokens.append(PlacedToken(token: lexer.token(piece), offset: piece.start))
    }
    return tokens
  }

  private func token(_ piece: ScriptPiece) -> ScriptToken {
    switch piece.kind {
    case .name: .name(String(decoding: content(of: piece), as: UTF8.self))
    case .text, .template: .text(String(decoding: content(of: piece), as: UTF8.self))
    case .sign: .sign(bytes[piece.start])
    case .templateHead, .templateTail, .number, .regularExpression, .unfinished, .comment: .other
    }
  }
}
