import Diagnostics

extension JSON {
  /// Nested deeper, a text is refused: it would take the stack of whoever walks it.
  package static let maximumDepth = 512

  /// What is read as JSON (RFC 8259), beyond or within the grammar.
  package struct Dialect: Sendable {
    /// Two members of one name in an object are refused; else the last one counts, as in JavaScript.
    fileprivate let refusesLoss: Bool
    fileprivate let hasComments: Bool

    /// What programs write for programs, read as JavaScript does: of two members with one name the last counts, and
    /// half a surrogate pair becomes U+FFFD, as UTF-8 cannot hold it.
    package static let exchanged = Dialect(refusesLoss: false, hasComments: false)
    /// What people write: where two readers could see two things, it is refused; a byte order mark is not.
    package static let written = Dialect(refusesLoss: true, hasComments: false)
    /// The same with comments, and commas after the last member, as Deno and editors read their settings.
    package static let commented = Dialect(refusesLoss: true, hasComments: true)
  }

  package static func read(_ bytes: [UInt8], _ dialect: Dialect = .exchanged) throws(Problem) -> Value {
    var reader = JSONReader<Value>(bytes, dialect)
    return try reader.document()
  }

  /// The same with the place of everything in it. Numbers are plain scalars, texts are quoted ones.
  package static func element(_ bytes: [UInt8], _ dialect: Dialect = .written) throws(Problem) -> Element {
    var reader = JSONReader<Element>(bytes, dialect)
    return try reader.document()
  }
}

/// What a reader of JSON makes.
private protocol JSONTree {
  associatedtype Members

  static var hasPlaces: Bool { get }
  static var noMembers: Members { get }
  /// A number, `true`, `false` or `null`.
  static func word(_ text: String, at place: Position) -> Self
  static func text(_ text: String, at place: Position) -> Self
  static func list(_ items: [Self], at place: Position) -> Self
  static func object(_ members: Members, at place: Position) -> Self
  /// Adds a member, over one of the same name; whether there was none.
  static func add(_ key: String, at place: Position, _ value: Self, to members: inout Members) -> Bool
}

extension Value: JSONTree {
  fileprivate static var hasPlaces: Bool { false }
  fileprivate static var noMembers: Mapping { Mapping() }

  fileprivate static func word(_ text: String, at _: Position) -> Value {
    switch text {
    case "null": .null
    case "true": .bool(true)
    case "false": .bool(false)
    default: Int(text).map(Value.integer) ?? .number(Double(text) ?? .infinity)
    }
  }

  fileprivate static func text(_ text: String, at _: Position) -> Value { .string(text) }
  fileprivate static func list(_ items: [Value], at _: Position) -> Value { .sequence(items) }
  fileprivate static func object(_ members: Mapping, at _: Position) -> Value { .mapping(members) }

  fileprivate static func add(
    _ key: String, at _: Position, _ value: Value, to members: inout Mapping
  ) -> Bool {
    let count = members.count
    members[key] = value
    return members.count > count
  }
}

extension Element: JSONTree {
  fileprivate struct Members {
    var all: [Member] = []
    var places: [ByteKey: Int] = [:]
  }

  fileprivate static var hasPlaces: Bool { true }
  fileprivate static var noMembers: Members { Members() }

  fileprivate static func word(_ text: String, at place: Position) -> Element {
    Element(position: place, content: .scalar(Scalar(text: text, isPlain: true, isJSON: true)))
  }

  fileprivate static func text(_ text: String, at place: Position) -> Element {
    Element(position: place, content: .scalar(Scalar(text: text, isPlain: false, isJSON: true)))
  }

  fileprivate static func list(_ items: [Element], at place: Position) -> Element {
    Element(position: place, content: .sequence(items))
  }

  fileprivate static func object(_ members: Members, at place: Position) -> Element {
    Element(position: place, content: .mapping(members.all))
  }

  fileprivate static func add(
    _ key: String, at place: Position, _ value: Element, to members: inout Members
  ) -> Bool {
    let member = Member(key: key, keyPosition: place, value: value)
    if let known = members.places[ByteKey(key)] {
      members.all[known] = member
      return false
    }
    members.places[ByteKey(key)] = members.all.count
    members.all.append(member)
    return true
  }
}

private struct JSONReader<Tree: JSONTree> {
  private let bytes: [UInt8]
  private let dialect: JSON.Dialect
  private var position = 0
  private var cursor = TextCursor()

  init(_ bytes: [UInt8], _ dialect: JSON.Dialect) {
    self.bytes = bytes
    self.dialect = dialect
  }

  mutating func document() throws(Problem) -> Tree {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.dropFirst().first == 0 {
      throw problem("the text is UTF-16; expected UTF-8, so save it again as that")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      guard dialect.refusesLoss else { throw problem("there is a byte order mark before the value") }
      position = 3
    }
    let value = try value(depth: 0)
    try skipBlanks()
    guard position == bytes.count else { throw problem("there is text after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(Problem) -> Tree {
    guard depth < JSON.maximumDepth else {
      throw problem("the text is nested deeper than \(JSON.maximumDepth) levels")
    }
    try skipBlanks()
    guard let first = current else { throw problem("the text ends where a value is expected") }
    let place = place()
    switch first {
    case UInt8(ascii: "{"): return .object(try members(depth: depth), at: place)
    case UInt8(ascii: "["): return .list(try items(depth: depth), at: place)
    case UInt8(ascii: "\""): return .text(try string(), at: place)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .word(try number(), at: place)
    default:
      for word in ["true", "false", "null"] where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return .word(word, at: place)
      }
      throw problem("expected a value")
    }
  }

  private mutating func members(depth: Int) throws(Problem) -> Tree.Members {
    var members = Tree.noMembers
    position += 1
    try skipBlanks()
    if take("}") { return members }
    repeat {
      try skipBlanks()
      if dialect.hasComments, current == UInt8(ascii: "}") { break }
      guard current == UInt8(ascii: "\"") else { throw problem("expected a name in double quotes") }
      let (start, place) = (position, place())
      let key = try string()
      try skipBlanks()
      guard take(":") else { throw problem("expected `:` after a name") }
      let isNew = Tree.add(key, at: place, try value(depth: depth + 1), to: &members)
      if !isNew, dialect.refusesLoss {
        throw problem("a second member `\(key)` in one object; readers take one or the other", at: start)
      }
      try skipBlanks()
    } while take(",")
    guard take("}") else { throw problem("expected `,` or `}`") }
    return members
  }

  private mutating func items(depth: Int) throws(Problem) -> [Tree] {
    var items: [Tree] = []
    position += 1
    try skipBlanks()
    if take("]") { return items }
    repeat {
      try skipBlanks()
      if dialect.hasComments, current == UInt8(ascii: "]") { break }
      items.append(try value(depth: depth + 1))
      try skipBlanks()
    } while take(",")
    guard take("]") else { throw problem("expected `,` or `]`") }
    return items
  }

  private mutating func number() throws(Problem) -> String {
    let start = position
    _ = take("-")
    if take("0") {
      if digits() > 0 { throw problem("a number has no leading zeros", at: start) }
    } else if digits() == 0 {
      throw problem("expected a digit")
    }
    if take("."), digits() == 0 { throw problem("expected a digit after the point") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if digits() == 0 { throw problem("expected a digit in the exponent") }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = current, (48...57).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func string() throws(Problem) -> String {
    position += 1
    var text: [UInt8] = []
    let first = position
    var start = position
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        text += bytes[start..<position]
        guard let string = String(validating: text, as: UTF8.self) else {
          throw problem("the string is not UTF-8", at: first - 1)
        }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        text += bytes[start..<position]
        position += 1
        text += try escape()
        start = position
      case 0..<0x20: throw problem("a control character in a string has to be escaped")
      default: position += 1
      }
    }
    throw problem("the string does not end")
  }

  private mutating func escape() throws(Problem) -> [UInt8] {
    guard let letter = current else { throw problem("the string does not end") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "u"): return Array(String(try character()).utf8)
    default: throw problem("no such escape", at: position - 2)
    }
  }

  /// Half a pair stands for no character; JavaScript keeps it, and UTF-8 cannot.
  private mutating func character() throws(Problem) -> Unicode.Scalar {
    let start = position - 2
    let first = try unit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if UTF16.isLeadSurrogate(first), bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    {
      let before = position
      position += 2
      let second = try unit()
      if UTF16.isTrailSurrogate(second) {
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
      }
      position = before
    }
    if dialect.refusesLoss {
      throw problem("half of a surrogate pair, which is no character; expected both halves", at: start)
    }
    return "\u{FFFD}"
  }

  private mutating func unit() throws(Problem) -> UInt16 {
    var unit: UInt16 = 0
    for digit in 0..<4 {
      guard position + digit < bytes.count, let value = Self.hex(bytes[position + digit]) else {
        throw problem("expected four hex digits after `\\u`")
      }
      unit = unit << 4 | value
    }
    position += 4
    return unit
  }

  private static func hex(_ byte: UInt8) -> UInt16? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte) - 48
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte) - 87
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte) - 55
    default: nil
    }
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() throws(Problem) {
    while let byte = current {
      switch byte {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      case UInt8(ascii: "/"): try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(Problem) {
    let start = position
    let next = position + 1 < bytes.count ? bytes[position + 1] : 0
    guard next == UInt8(ascii: "/") || next == UInt8(ascii: "*") else { throw problem("expected a value") }
    guard dialect.hasComments else { throw problem("a comment; JSON has none, so remove it") }
    position += 2
    while let byte = current {
      if next == UInt8(ascii: "/") {
        if byte == 0x0A || byte == 0x0D { return }
      } else if byte == UInt8(ascii: "*"), bytes[position...].dropFirst().first == UInt8(ascii: "/") {
        position += 2
        return
      }
      position += 1
    }
    if next == UInt8(ascii: "*") { throw problem("the comment does not end", at: start) }
  }

  private mutating func place() -> Position {
    Tree.hasPlaces ? cursor.advance(to: position, in: bytes) : Position(line: 1, column: 1)
  }

  private func problem(_ message: String, at offset: Int? = nil) -> Problem {
    Problem(position: SourceText(bytes).position(ofByte: offset ?? position), message: message)
  }
}
