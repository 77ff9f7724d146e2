import Bytes
import Diagnostics

extension JSON {
  /// Nested deeper, a text is refused: it would take the stack of whoever walks it.
  package static let maximumDepth = 512

  /// What is read as JSON (RFC 8259), beyond or within the grammar.
  package struct Dialect: Sendable {
    /// Two members of one name in an object are refused; else the last one counts, as in JavaScript.
    let refusesLoss: Bool
    let hasComments: Bool

    /// What programs write for programs, read as JavaScript does: of two members with one name the last counts, and
    /// half a surrogate pair becomes U+FFFD, as UTF-8 cannot hold it.
    package static let exchanged = Dialect(refusesLoss: false, hasComments: false)
    /// What people write: where two readers could see two things, it is refused; a byte order mark is not.
    package static let written = Dialect(refusesLoss: true, hasComments: false)
    /// The same with comments, and commas after the last member, as Deno and editors read their settings.
    package static let commented = Dialect(refusesLoss: true, hasComments: true)
  }

  /// Whether there is nothing in a text but blanks, and comments where they are allowed.
  package static func isBlank(_ bytes: [UInt8], _ dialect: Dialect) -> Bool {
    var scan = JSONScan(bytes, dialect)
    scan.position = ByteOrderMark.width(in: bytes)
    do { try scan.skipBlanks() } catch { return false }
    return scan.current == nil
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

private struct JSONReader<Tree: JSONTree> {
  private var scan: JSONScan

  init(_ bytes: [UInt8], _ dialect: JSON.Dialect) { scan = JSONScan(bytes, dialect) }

  mutating func document() throws(Problem) -> Tree {
    if scan.bytes.starts(with: [0xFF, 0xFE]) || scan.bytes.starts(with: [0xFE, 0xFF])
      || scan.bytes.dropFirst().first == 0
    {
      throw scan.problem("the text is UTF-16; expected UTF-8, so save it again as that")
    }
    let mark = ByteOrderMark.width(in: scan.bytes)
    guard mark == 0 || scan.dialect.refusesLoss else {
      throw scan.problem("there is a byte order mark before the value")
    }
    scan.position = mark
    let value = try value(depth: 0)
    try scan.skipBlanks()
    guard scan.position == scan.bytes.count else { throw scan.problem("there is text after the value") }
    return value
  }

  private mutating func value(depth: Int) throws(Problem) -> Tree {
    guard depth < JSON.maximumDepth else {
      throw scan.problem("the text is nested deeper than \(JSON.maximumDepth) levels")
    }
    try scan.skipBlanks()
    guard let first = scan.current else { throw scan.problem("the text ends where a value is expected") }
    let place = place()
    switch first {
    case UInt8(ascii: "{"): return .object(try members(depth: depth), at: place)
    case UInt8(ascii: "["): return .list(try items(depth: depth), at: place)
    case UInt8(ascii: "\""): return .text(try scan.string(), at: place)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .word(try scan.number(), at: place)
    default:
      for word in ["true", "false", "null"] where scan.bytes[scan.position...].starts(with: word.utf8) {
        scan.position += word.utf8.count
        return .word(word, at: place)
      }
      throw scan.problem("expected a value")
    }
  }

  private mutating func members(depth: Int) throws(Problem) -> Tree.Members {
    var members = Tree.noMembers
    scan.position += 1
    try scan.skipBlanks()
    if scan.take("}") { return members }
    repeat {
      try scan.skipBlanks()
      if scan.dialect.hasComments, scan.current == UInt8(ascii: "}") { break }
      guard scan.current == UInt8(ascii: "\"") else { throw scan.problem("expected a name in double quotes") }
      let (start, place) = (scan.position, place())
      let key = try scan.string()
      try scan.skipBlanks()
      guard scan.take(":") else { throw scan.problem("expected `:` after a name") }
      let isNew = Tree.add(key, at: place, try value(depth: depth + 1), to: &members)
      if !isNew, scan.dialect.refusesLoss {
        throw scan.problem("a second member `\(key)` in one object; readers take one or the other", at: start)
      }
      try scan.skipBlanks()
    } while scan.take(",")
    guard scan.take("}") else { throw scan.problem("expected `,` or `}`") }
    return members
  }

  private mutating func items(depth: Int) throws(Problem) -> [Tree] {
    var items: [Tree] = []
    scan.position += 1
    try scan.skipBlanks()
    if scan.take("]") { return items }
    repeat {
      try scan.skipBlanks()
      if scan.dialect.hasComments, scan.current == UInt8(ascii: "]") { break }
      items.append(try value(depth: depth + 1))
      try scan.skipBlanks()
    } while scan.take(",")
    guard scan.take("]") else { throw scan.problem("expected `,` or `]`") }
    return items
  }

  private mutating func place() -> Position {
    Tree.hasPlaces ? scan.place() : Position(line: 1, column: 1)
  }
}
