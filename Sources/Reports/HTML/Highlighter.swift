/// Cuts code into coloured pieces. It only has to look right: a wrong colour does no harm.
enum Highlighter {
  enum Kind: String, Sendable {
    case keyword = "k"
    case string = "s"
    case comment = "c"
    case number = "n"
    case function = "f"
    case type = "t"
    case key = "p"
  }

  struct Piece: Sendable {
    let kind: Kind?
    let range: Range<Int>
  }

  /// Each line as HTML, without line breaks; by line number, counted from 0.
  static func lines(_ code: [UInt8], path: String) -> [String] {
    let pieces = pieces(code, path)
    var (lines, line): ([String], String) = ([], "")
    var start = 0
    for piece in pieces + [Piece(kind: nil, range: code.count..<code.count)] {
      for part in [Piece(kind: nil, range: start..<piece.range.lowerBound), piece] {
        // A comment or a string can go over several lines.
        var rest = code[part.range]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          line += html(rest[..<end], part.kind)
          lines.append(line)
          (line, rest) = ("", rest[(end + 1)...])
        }
        line += html(rest, part.kind)
      }
      start = piece.range.upperBound
    }
    return lines + [line]
  }

  private static func pieces(_ code: [UInt8], _ path: String) -> [Piece] {
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") { return YAMLScanner.pieces(code) }
    let isCode = [".ts", ".js", ".mts", ".mjs", ".tsx", ".jsx", ".json", ".jsonc"].contains {
      path.hasSuffix($0)
    }
    return isCode ? ScriptScanner.pieces(code) : []
  }

  private static func html(_ bytes: ArraySlice<UInt8>, _ kind: Kind?) -> String {
    if bytes.isEmpty { return "" }
    let text = HTMLText.code(String(decoding: bytes, as: UTF8.self))
    return kind.map { "<span class=\"\($0.rawValue)\">\(text)</span>" } ?? text
  }
}
