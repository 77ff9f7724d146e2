import YAML

/// Where the members of an object stand in a text of JSON with comments that was read before.
struct JSONObjectSpan {
  struct Member {
    let name: String
    let key: Range<Int>
    let value: Range<Int>
    /// Of the comma behind it.
    fileprivate(set) var comma: Int?
  }

  /// With its brackets.
  let range: Range<Int>
  let isRoot: Bool
  private(set) var members: [Member] = []
  /// Behind the last thing in it, comments as well.
  private(set) var contentEnd: Int

  var hasTrailingComma: Bool { members.last?.comma != nil }

  static func start(of bytes: [UInt8]) -> Int {
    var walk = JSONWalk(bytes: bytes, position: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    walk.skipBlanks()
    return walk.position
  }

  /// Nil when no object is there.
  init?(_ bytes: [UInt8], at start: Int) {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return nil }
    isRoot = start == Self.start(of: bytes)
    var walk = JSONWalk(bytes: bytes, position: start + 1)
    contentEnd = start + 1
    while true {
      if let end = walk.skipBlanks() { contentEnd = end }
      guard let byte = walk.current else { return nil }
      if byte == UInt8(ascii: "}") { break }
      if byte == UInt8(ascii: ",") {
        guard !members.isEmpty else { return nil }
        members[members.count - 1].comma = walk.position
        walk.position += 1
      } else {
        guard let key = walk.value() else { return nil }
        walk.skipBlanks()
        guard walk.current == UInt8(ascii: ":") else { return nil }
        walk.position += 1
        walk.skipBlanks()
        guard let value = walk.value(), let name = try? JSON.read(Array(bytes[key])).text else { return nil }
        members.append(Member(name: name, key: key, value: value))
      }
      contentEnd = walk.position
    }
    range = start..<(walk.position + 1)
  }
}

/// Moves over pieces of JSON; what is not JSON ends it early.
private struct JSONWalk {
  let bytes: [UInt8]
  var position: Int

  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Blanks and comments.
  ///
  /// - Returns: where the last comment ends; nil for none.
  @discardableResult
  mutating func skipBlanks() -> Int? {
    var end: Int?
    while let byte = current {
      if [0x20, 0x09, 0x0A, 0x0D].contains(byte) {
        position += 1
      } else if byte == UInt8(ascii: "/"), position + 1 < bytes.count {
        if bytes[position + 1] == UInt8(ascii: "/") {
          while let byte = current, byte != 0x0A, byte != 0x0D { position += 1 }
        } else {
          position += 2
          while position + 1 < bytes.count,
            !(bytes[position] == UInt8(ascii: "*") && bytes[position + 1] == UInt8(ascii: "/"))
          {
            position += 1
          }
          position = min(position + 2, bytes.count)
        }
        end = position
      } else {
        break
      }
    }
    return end
  }

  /// A value of any kind.
  mutating func value() -> Range<Int>? {
    let start = position
    var depth = 0
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        while let byte = current, byte != UInt8(ascii: "\"") {
          position += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        position += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0 else { return nil }
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { return nil }
        position += 1
      case UInt8(ascii: "/"), 0x20, 0x09, 0x0A, 0x0D: skipBlanks()
      default:
        while let byte = current, ![0x20, 0x09, 0x0A, 0x0D].contains(byte), !",:{}[]\"/".utf8.contains(byte) {
          position += 1
        }
      }
      if depth == 0 { return start..<min(position, bytes.count) }
    }
    return nil
  }
}
