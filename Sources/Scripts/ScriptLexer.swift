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
      case 0x09...0x0D, 0x20: skipBlanks()
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
        let blank = blankWidth(at: position)
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

  // What follows moves over one piece. The place is a variable of each, and not the property: it then stays in a
  // register.

  private mutating func skipBlanks() {
    var place = position
    while place < bytes.count, bytes[place] == 0x20 || (0x09...0x0D).contains(bytes[place]) { place += 1 }
    position = place
  }

  private mutating func skipWord() {
    var place = position
    while place < bytes.count, isWord(at: place) { place += 1 }
    position = place
  }

  private func isWord(at place: Int) -> Bool {
    bytes[place].isIn(.scriptWord) || bytes[place] >= 0x80 && blankWidth(at: place) == 0
  }

  private mutating func skipNumber() {
    while position < bytes.count {
      let byte = bytes[position]
      if isWord(at: position) {
        position += 1
      } else if byte == UInt8(ascii: "."), position + 1 >= bytes.count || !isNameStart(bytes[position + 1]) {
        position += 1
      } else {
        return
      }
    }
  }

  private func isNameStart(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte >= 0x80 || byte.isIn(.scriptWord) && !byte.isIn(.digit)
  }

  /// A text in quotes; it ends with its line, as TypeScript says.
  private mutating func text(until quote: UInt8) -> ScriptPiece.Kind {
    var place = position + 1
    while place < bytes.count, bytes[place] != quote {
      let byte = bytes[place]
      if byte == 0x0A || byte == 0x0D {
        position = place
        return .unfinished
      }
      place += byte == UInt8(ascii: "\\") ? escapeWidth(at: place) : 1
    }
    position = min(place + 1, bytes.count)
    return place < bytes.count ? .text : .unfinished
  }

  /// A backslash with what it escapes; a line break may take two bytes.
  private func escapeWidth(at place: Int) -> Int {
    place + 2 < bytes.count && bytes[place + 1] == 0x0D && bytes[place + 2] == 0x0A ? 3 : 2
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
      skipLine()
      return true
    case UInt8(ascii: "*"):
      var place = position + 2
      while place + 1 < bytes.count,
        bytes[place] != UInt8(ascii: "*") || bytes[place + 1] != UInt8(ascii: "/")
      { place += 1 }
      position = min(place + 2, bytes.count)
      return true
    default: return false
    }
  }

  private mutating func skipLine() {
    var place = position
    while place < bytes.count, bytes[place] != 0x0A, bytes[place] != 0x0D,
      bytes[place] != 0xE2 || !isLineSeparator(at: place)
    { place += 1 }
    position = place
  }

  /// U+2028 and U+2029.
  private func isLineSeparator(at place: Int) -> Bool {
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
        skipWord()
        return
      default: break
      }
    }
  }

  /// How many bytes the blank at a place takes; 0 when it is none (ECMA-262, 12.2 and 12.3).
  private func blankWidth(at place: Int) -> Int {
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
