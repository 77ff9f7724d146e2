package import Bytes

/// Splits TypeScript into pieces (ECMA-262, section 12). It never fails: what is no TypeScript gives other pieces.
///
/// It keeps no list and makes no texts, as it reads every node of every workflow that is rendered.
package struct ScriptLexer: Sendable {
  package let bytes: [UInt8]
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
    if bytes[position...].starts(with: [UInt8(ascii: "#"), UInt8(ascii: "!")]) { skipLine() }
  }

  /// The next piece; nil at the end.
  package mutating func next() -> ScriptPiece? {
    while position < bytes.count {
      let start = position
      let byte = bytes[position]
      switch byte {
      case 0x09...0x0D, 0x20: position += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
        UInt8(ascii: "$"):
        skipWord()
        return piece(.name, start)
      case UInt8(ascii: "\""), UInt8(ascii: "'"): return piece(text(until: byte), start)
      case UInt8(ascii: "`"):
        position += 1
        return piece(template(isStart: true), start)
      case UInt8(ascii: "/"):
        if skipComment() {
          if keepsComments { return ScriptPiece(kind: .comment, start: start, end: position) }
          continue
        }
        if isAfterValue { return sign(start) }
        skipRegularExpression()
        return piece(.regularExpression, start)
      case UInt8(ascii: "}") where templates.last == 0:
        templates.removeLast()
        position += 1
        return piece(template(isStart: false), start)
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        skipNumber()
        return piece(.number, start)
      case 0x80...:
        let blank = blankWidth
        position += blank
        if blank > 0 { continue }
        skipWord()
        return piece(.name, start)
      default: return sign(start)
      }
    }
    return nil
  }

  private mutating func piece(_ kind: ScriptPiece.Kind, _ start: Int) -> ScriptPiece {
    let piece = ScriptPiece(kind: kind, start: start, end: position)
    (beforeThat, beforeLast, last) = (beforeLast, last, piece)
    return piece
  }

  private mutating func sign(_ start: Int) -> ScriptPiece {
    switch bytes[start] {
    case UInt8(ascii: "{"): if let open = templates.last { templates[templates.count - 1] = open + 1 }
    case UInt8(ascii: "}"): if let open = templates.last { templates[templates.count - 1] = open - 1 }
    case UInt8(ascii: "("): parentheses.append(beginsCondition)
    case UInt8(ascii: ")"): closedCondition = parentheses.popLast() ?? false
    default: break
    }
    position += 1
    return piece(.sign, start)
  }

  // What follows moves over one piece.

  private mutating func skipWord() {
    let end = bytes.count
    while position < end, isWord(bytes[position]) { position += 1 }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte.isIn(.scriptWord) || byte >= 0x80 && blankWidth == 0
  }

  private mutating func skipNumber() {
    while position < bytes.count {
      let byte = bytes[position]
      if isWord(byte) {
        position += 1
      } else if byte == UInt8(ascii: "."), position + 1 >= bytes.count || !isNameStart(bytes[position + 1]) {
        position += 1
      } else {
        return
      }
    }
  }

  private func isNameStart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || isWord(byte) && !byte.isIn(.digit)
  }

  /// A text in quotes; it ends with its line, as TypeScript says.
  private mutating func text(until quote: UInt8) -> ScriptPiece.Kind {
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        position += 1
        return .text
      }
      if byte == 0x0A || byte == 0x0D { return .unfinished }
      position += byte == UInt8(ascii: "\\") ? escapeWidth : 1
    }
    position = bytes.count
    return .unfinished
  }

  /// A backslash with what it escapes; a line break may take two bytes.
  private var escapeWidth: Int {
    position + 2 < bytes.count && bytes[position + 1] == 0x0D && bytes[position + 2] == 0x0A ? 3 : 2
  }

  /// A template, or what follows an expression in it, up to its end or to the next expression.
  private mutating func template(isStart: Bool) -> ScriptPiece.Kind {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "`"):
        position += 1
        return isStart ? .template : .templateTail
      case UInt8(ascii: "$") where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "{"):
        position += 2
        templates.append(0)
        return .templateHead
      case UInt8(ascii: "\\"): position += 2
      default: position += 1
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
      skipLine()
      return true
    case UInt8(ascii: "*"):
      position += 2
      while position < bytes.count {
        if bytes[position] == UInt8(ascii: "*"), position + 1 < bytes.count,
          bytes[position + 1] == UInt8(ascii: "/")
        {
          position += 2
          return true
        }
        position += 1
      }
      return true
    default: return false
    }
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D {
      if bytes[position] == 0xE2, isLineSeparator { return }
      position += 1
    }
  }

  /// U+2028 and U+2029.
  private var isLineSeparator: Bool {
    position + 2 < bytes.count && bytes[position + 1] == 0x80 && bytes[position + 2] & 0xFE == 0xA8
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
        skipWord()
        return
      default: break
      }
    }
  }

  /// How many bytes the blank at `position` takes; 0 when it is none (ECMA-262, 12.2 and 12.3).
  private var blankWidth: Int {
    let second = position + 1 < bytes.count ? bytes[position + 1] : 0
    let third = position + 2 < bytes.count ? bytes[position + 2] : 0
    switch (bytes[position], second, third) {
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
