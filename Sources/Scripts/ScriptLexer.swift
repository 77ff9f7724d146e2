package import Bytes

/// Splits TypeScript into pieces (ECMA-262, section 12). It never fails: what is no TypeScript gives other pieces.
///
/// It makes no texts, as it reads every node of every workflow that is rendered.
package struct ScriptLexer {
  /// What was read so far.
  typealias Pieces = OutputSpan<ScriptPiece>

  private let keepsComments: Bool
  /// The positions of brackets that are not closed yet.
  private var open: [Int32] = []
  /// Those of open parentheses, which the other brackets do not close.
  private var parentheses: [Int] = []
  /// The parenthesis that was opened where the last one closed.
  private(set) var lastOpened: Int?
  /// For each template whose expression is being read: how many braces are open in the expression.
  private var templates: [Int] = []

  /// - Parameter keepsComments: give comments as pieces, and do not leave them out.
  package static func pieces(of bytes: [UInt8], keepsComments: Bool = false) -> [ScriptPiece] {
    // Code has a piece in four or five bytes; none has less than a byte.
    pieces(of: bytes, keepsComments, atMost: bytes.count / 3)
      ?? pieces(of: bytes, keepsComments, atMost: bytes.count) ?? []
  }

  /// Nil when there are more.
  private static func pieces(of bytes: [UInt8], _ keepsComments: Bool, atMost capacity: Int) -> [ScriptPiece]?
  {
    var areAll = false
    let pieces = [ScriptPiece](capacity: capacity) { pieces in
      var lexer = ScriptLexer(keepsComments: keepsComments)
      areAll = lexer.read(bytes.span, from: start(of: bytes), &pieces)
    }
    return areAll ? pieces : nil
  }

  /// The comments before the first other piece.
  static func comments(before code: [UInt8]) -> [Range<Int>] {
    let bytes = code.span
    var comments: [Range<Int>] = []
    var place = start(of: code)
    while place < bytes.count {
      let end = endOfComment(bytes, place)
      if end > place { comments.append(place..<end) }
      let width = max(end - place, endOfBlanks(bytes, place) - place, blankWidth(bytes, place))
      if width == 0 { break }
      place += width
    }
    return comments
  }

  private init(keepsComments: Bool) { self.keepsComments = keepsComments }

  /// Behind a byte order mark, which Deno takes away, and a line for the shell.
  private static func start(of code: [UInt8]) -> Int {
    let start = ByteOrderMark.width(in: code)
    let isForShell = code[start...].starts(with: [UInt8(ascii: "#"), UInt8(ascii: "!")])
    return isForShell ? endOfLine(code.span, start) : start
  }

  /// - Returns: whether there was room for all.
  private mutating func read(_ bytes: Span<UInt8>, from start: Int, _ pieces: inout Pieces) -> Bool {
    let words = ScriptWord.table
    var place = start
    while place < bytes.count {
      if pieces.isFull { return false }
      let start = place
      let byte = bytes[start]
      switch byte {
      case 0x09...0x0D, 0x20: place = Self.endOfBlanks(bytes, start)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: "$"):
        place = name(bytes, start, words, &pieces)
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let (end, isFinished) = Self.endOfText(bytes, start + 1, byte)
        place = end
        add(isFinished ? .text : .unfinished, start..<end, &pieces)
      case UInt8(ascii: "`"): place = template(bytes, start, isStart: true, &pieces)
      case UInt8(ascii: "/"): place = slash(bytes, start, &pieces)
      case UInt8(ascii: "}") where templates.last == 0:
        templates.removeLast()
        place = template(bytes, start, isStart: false, &pieces)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        place = Self.endOfNumber(bytes, start)
        add(.number, start..<place, &pieces)
      case 0x80...:
        let blank = Self.blankWidth(bytes, start)
        place = blank > 0 ? start + blank : name(bytes, start, words, &pieces)
      default:
        place += 1
        sign(byte, start, &pieces)
      }
    }
    return true
  }

  @inline(__always)
  private func add(_ kind: ScriptPiece.Kind, _ range: Range<Int>, _ pieces: inout Pieces) {
    pieces.append(ScriptPiece(kind, range, link: open.last ?? -1))
  }

  /// - Returns: where it ends, as for each of these.
  @inline(__always)
  private func name(
    _ bytes: Span<UInt8>, _ start: Int, _ words: ScriptWord.Table, _ pieces: inout Pieces
  ) -> Int {
    let end = Self.endOfWord(bytes, start)
    pieces.append(
      ScriptPiece(.name, start..<end, word: words.word(bytes, start..<end), link: open.last ?? -1))
    return end
  }

  private mutating func slash(_ bytes: Span<UInt8>, _ start: Int, _ pieces: inout Pieces) -> Int {
    let behindComment = Self.endOfComment(bytes, start)
    if behindComment > start {
      if keepsComments { add(.comment, start..<behindComment, &pieces) }
      return behindComment
    }
    if isAfterValue(bytes, start, pieces) {
      sign(UInt8(ascii: "/"), start, &pieces)
      return start + 1
    }
    let end = Self.endOfRegularExpression(bytes, start)
    add(.regularExpression, start..<end, &pieces)
    return end
  }

  private mutating func sign(_ sign: UInt8, _ start: Int, _ pieces: inout Pieces) {
    var link = open.last ?? -1
    switch sign {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
      if sign == UInt8(ascii: "{"), let braces = templates.last {
        templates[templates.count - 1] = braces + 1
      }
      if sign == UInt8(ascii: "(") { parentheses.append(pieces.count) }
      open.append(Int32(truncatingIfNeeded: pieces.count))
      link = -1
    case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
      if sign == UInt8(ascii: "}"), let braces = templates.last {
        templates[templates.count - 1] = braces - 1
      }
      if sign == UInt8(ascii: ")") { lastOpened = parentheses.popLast() }
      // Any bracket closes any other, as what is taken wrongly here is not to change what stands around it.
      link = open.popLast() ?? -1
      if link >= 0 { pieces[Int(link)].link = Int32(truncatingIfNeeded: pieces.count) }
    default: break
    }
    pieces.append(ScriptPiece(.sign, start..<(start + 1), sign: sign, link: link))
  }

  /// A template, or what follows an expression in it, up to its end or to the next expression.
  private mutating func template(
    _ bytes: Span<UInt8>, _ start: Int, isStart: Bool, _ pieces: inout Pieces
  ) -> Int {
    var place = start + 1
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "`"):
        add(isStart ? .template : .templateTail, start..<(place + 1), &pieces)
        return place + 1
      case UInt8(ascii: "$") where place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "{"):
        add(.templateHead, start..<(place + 2), &pieces)
        templates.append(0)
        return place + 2
      case UInt8(ascii: "\\"): place += 2
      default: place += 1
      }
    }
    add(.unfinished, start..<bytes.count, &pieces)
    return bytes.count
  }

  // MARK: - Where pieces end

  private static func endOfBlanks(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    while place < bytes.count, bytes[place] == 0x20 || (0x09...0x0D).contains(bytes[place]) { place += 1 }
    return place
  }

  private static func endOfWord(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    while place < bytes.count, isWord(bytes, place) { place += 1 }
    return place
  }

  @inline(__always)
  private static func isWord(_ bytes: Span<UInt8>, _ place: Int) -> Bool {
    let byte = bytes[place]
    // Most are letters.
    if (byte | 0x20) &- UInt8(ascii: "a") < 26 { return true }
    return byte < 0x80 ? byte.isIn(.scriptWord) : blankWidth(bytes, place) == 0
  }

  private static func endOfNumber(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    while place < bytes.count {
      let isDot =
        bytes[place] == UInt8(ascii: ".") && (place + 1 >= bytes.count || !isNameStart(bytes[place + 1]))
      guard isDot || isWord(bytes, place) else { break }
      place += 1
    }
    return place
  }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte >= 0x80 || byte.isIn(.scriptWord) && !byte.isIn(.digit)
  }

  /// A text in quotes; it ends with its line, as TypeScript says.
  private static func endOfText(
    _ bytes: Span<UInt8>, _ start: Int, _ quote: UInt8
  ) -> (end: Int, isFinished: Bool) {
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case quote: return (place + 1, true)
      case 0x0A, 0x0D: return (place, false)
      case UInt8(ascii: "\\"):
        // With what it escapes; a line break may take two bytes.
        let isBreak = place + 2 < bytes.count && bytes[place + 1] == 0x0D && bytes[place + 2] == 0x0A
        place += isBreak ? 3 : 2
      default: place += 1
      }
    }
    return (bytes.count, false)
  }

  /// The same place where no comment begins.
  private static func endOfComment(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    guard start + 1 < bytes.count, bytes[start] == UInt8(ascii: "/") else { return start }
    switch bytes[start + 1] {
    case UInt8(ascii: "/"): return endOfLine(bytes, start)
    case UInt8(ascii: "*"): return endOfBlockComment(bytes, start + 2)
    default: return start
    }
  }

  private static func endOfBlockComment(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    while place + 1 < bytes.count, bytes[place] != UInt8(ascii: "*") || bytes[place + 1] != UInt8(ascii: "/")
    {
      place += 1
    }
    return min(place + 2, bytes.count)
  }

  private static func endOfLine(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var place = start
    while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D,
      bytes[place] != 0xE2 || !isLineSeparator(bytes, place)
    { place += 1 }
    return place
  }

  /// U+2028 and U+2029.
  private static func isLineSeparator(_ bytes: Span<UInt8>, _ place: Int) -> Bool {
    place + 2 < bytes.count && bytes[place + 1] == 0x80 && bytes[place + 2] & 0xFE == 0xA8
  }

  /// Ends at the next slash outside of brackets, or with its line.
  private static func endOfRegularExpression(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var isInClass = false
    var place = start + 1
    while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D {
      let byte = bytes[place]
      place = min(bytes.count, place + (byte == UInt8(ascii: "\\") ? 2 : 1))
      switch byte {
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "/") where !isInClass: return endOfWord(bytes, place)
      default: break
      }
    }
    return place
  }

  /// How many bytes the blank at a place takes; 0 when it is none (ECMA-262, 12.2 and 12.3).
  private static func blankWidth(_ bytes: Span<UInt8>, _ place: Int) -> Int {
    let second = place + 1 < bytes.count ? bytes[place + 1] : 0
    let third = place + 2 < bytes.count ? bytes[place + 2] : 0
    switch (bytes[place], second, third) {
    case (0xC2, 0xA0, _): return 2
    case (0xEF, 0xBB, 0xBF), (0xE3, 0x80, 0x80), (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A),
      (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F):
      return 3
    default: return 0
    }
  }
}

extension ASCII {
  /// What a name holds of ASCII.
  package static var scriptWord: ASCII { .alphanumeric.union("_$") }
}
