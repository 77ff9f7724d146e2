package import Bytes

/// Splits TypeScript into pieces (ECMA-262, section 12). It never fails: what is no TypeScript gives other pieces.
///
/// It keeps no list and makes no texts, as it reads every node of every workflow that is rendered.
package struct ScriptLexer: Sendable {
  let bytes: [UInt8]
  private let keepsComments: Bool
  private(set) var position: Int
  /// The last piece, and those before it.
  private(set) var last: ScriptPiece?
  private(set) var beforeLast: ScriptPiece?
  private(set) var beforeThat: ScriptPiece?
  /// For each template whose expression is being read: how many braces are open in the expression.
  private var templates: [Int] = []
  /// For each open parenthesis: whether a statement stands behind it, as with `if (…)`.
  private var parentheses: [Bool] = []
  private(set) var closedCondition = false

  /// - Parameter keepsComments: give comments as pieces, and do not leave them out.
  package init(_ bytes: [UInt8], keepsComments: Bool = false) {
    self.bytes = bytes
    self.keepsComments = keepsComments
    // Behind a byte order mark, which Deno takes away.
    position = ByteOrderMark.width(in: bytes)
    if bytes[position...].starts(with: [UInt8(ascii: "#"), UInt8(ascii: "!")]) {
      position = Self.endOfLine(bytes.span, position)
    }
  }

  /// The next piece; nil at the end.
  package mutating func next() -> ScriptPiece? {
    while position < bytes.count {
      let start = position
      let byte = bytes[start]
      switch byte {
      case 0x09...0x0D, 0x20: position = Self.endOfBlanks(bytes.span, start)
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: "$"):
        return name(start)
      case UInt8(ascii: "\""), UInt8(ascii: "'"): return piece(text(until: byte), start)
      case UInt8(ascii: "`"):
        position += 1
        return piece(template(isStart: true), start)
      case UInt8(ascii: "/"):
        if skipComment() {
          if keepsComments { return ScriptPiece(.comment, start..<position) }
          continue
        }
        if isAfterValue { return sign(byte, start) }
        skipRegularExpression()
        return piece(.regularExpression, start)
      case UInt8(ascii: "}") where templates.last == 0:
        templates.removeLast()
        position += 1
        return piece(template(isStart: false), start)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        position = Self.endOfNumber(bytes.span, start)
        return piece(.number, start)
      case 0x80...:
        let blank = Self.blankWidth(bytes.span, start)
        position += blank
        if blank > 0 { continue }
        return name(start)
      default: return sign(byte, start)
      }
    }
    return nil
  }

  private mutating func keep(_ piece: ScriptPiece) -> ScriptPiece {
    (beforeThat, beforeLast, last) = (beforeLast, last, piece)
    return piece
  }

  private mutating func piece(_ kind: ScriptPiece.Kind, _ start: Int) -> ScriptPiece {
    keep(ScriptPiece(kind, start..<position))
  }

  private mutating func name(_ start: Int) -> ScriptPiece {
    let end = Self.endOfWord(bytes.span, start)
    position = end
    return keep(ScriptPiece(.name, start..<end, word: ScriptWord(bytes.span, start..<end)))
  }

  private mutating func sign(_ sign: UInt8, _ start: Int) -> ScriptPiece {
    switch sign {
    case UInt8(ascii: "{"): if let open = templates.last { templates[templates.count - 1] = open + 1 }
    case UInt8(ascii: "}"): if let open = templates.last { templates[templates.count - 1] = open - 1 }
    case UInt8(ascii: "("): parentheses.append(beginsCondition)
    case UInt8(ascii: ")"): closedCondition = parentheses.popLast() ?? false
    default: break
    }
    position += 1
    return keep(ScriptPiece(.sign, start..<position, sign: sign))
  }

  // What follows finds the end of one piece. Where most bytes are looked at, it is given the bytes and the place, which
  // then stay in registers.

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
  private mutating func text(until quote: UInt8) -> ScriptPiece.Kind {
    let (end, isFinished) = Self.endOfText(bytes.span, position + 1, quote)
    position = end
    return isFinished ? .text : .unfinished
  }

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

  /// A template, or what follows an expression in it, up to its end or to the next expression.
  private mutating func template(isStart: Bool) -> ScriptPiece.Kind {
    var place = position
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "`"):
        position = place + 1
        return isStart ? .template : .templateTail
      case UInt8(ascii: "$") where place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "{"):
        position = place + 2
        templates.append(0)
        return .templateHead
      case UInt8(ascii: "\\"): place += 2
      default: place += 1
      }
    }
    position = bytes.count
    return .unfinished
  }

  /// Whether there was one.
  private mutating func skipComment() -> Bool {
    guard position + 1 < bytes.count else { return false }
    switch bytes[position + 1] {
    case UInt8(ascii: "/"):
      position = Self.endOfLine(bytes.span, position)
      return true
    case UInt8(ascii: "*"):
      position = Self.endOfBlockComment(bytes.span, position + 2)
      return true
    default: return false
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
  private mutating func skipRegularExpression() {
    var isInClass = false
    position += 1
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
      let byte = bytes[position]
      position = min(bytes.count, position + (byte == UInt8(ascii: "\\") ? 2 : 1))
      switch byte {
      case UInt8(ascii: "["): isInClass = true
      case UInt8(ascii: "]"): isInClass = false
      case UInt8(ascii: "/") where !isInClass:
        position = Self.endOfWord(bytes.span, position)
        return
      default: break
      }
    }
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
