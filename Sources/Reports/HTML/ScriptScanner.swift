import Bytes
import Scripts

/// Finds the coloured pieces of TypeScript, JavaScript and JSON.
enum ScriptScanner {
  private static let keywords: Set<String> = [
    "abstract", "as", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger",
    "declare", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally", "for",
    "from",
    "function", "get", "if", "implements", "import", "in", "instanceof", "interface", "keyof", "let",
    "namespace",
    "new", "null", "of", "override", "private", "protected", "public", "readonly", "return", "satisfies",
    "set",
    "static", "super", "switch", "this", "throw", "true", "try", "type", "typeof", "undefined", "unknown",
    "var",
    "void", "while", "with", "yield", "string", "number", "boolean", "any", "never",
  ]

  static func pieces(_ code: [UInt8]) -> [Highlighter.Piece] {
    ScriptLexer.pieces(of: code, keepsComments: true).compactMap { piece in
      kind(piece, code).map { Highlighter.Piece(kind: $0, range: piece.start..<piece.end) }
    }
  }

  private static func kind(_ piece: ScriptPiece, _ code: [UInt8]) -> Highlighter.Kind? {
    switch piece.kind {
    case .comment: return .comment
    case .text, .template, .templateHead, .templateTail, .regularExpression, .unfinished: return .string
    case .number: return .number
    case .sign: return nil
    case .name: break
    }
    if keywords.contains(String(decoding: code[piece.start..<piece.end], as: UTF8.self)) { return .keyword }
    if piece.end < code.count, code[piece.end] == UInt8(ascii: "(") { return .function }
    return code[piece.start].isIn(.upper) ? .type : nil
  }
}
