package import Diagnostics

/// Changes the value of `version:` in a workflow.yaml and not one other byte.
package enum VersionEdit {
  /// Nil when the value is written in a way that cannot be replaced in place, as with escapes.
  package static func replacing(
    _ old: VersionNumber, at position: Position, with new: VersionNumber, in bytes: [UInt8]
  ) -> [UInt8]? {
    guard var start = offset(of: position, in: bytes) else { return nil }
    if let quote = bytes[start...].first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      start += 1
    }
    let end = start + old.text.utf8.count
    guard end <= bytes.count, bytes[start..<end].elementsEqual(old.text.utf8) else { return nil }
    return Array(bytes[..<start]) + Array(new.text.utf8) + Array(bytes[end...])
  }

  private static func offset(of position: Position, in bytes: [UInt8]) -> Int? {
    var place = Position(line: 1, column: 1)
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for (offset, byte) in bytes.enumerated().dropFirst(mark) {
      let startsCharacter = byte & 0xC0 != 0x80
      if startsCharacter, place == position { return offset }
      if byte == UInt8(ascii: "\n") {
        place = Position(line: place.line + 1, column: 1)
      } else if startsCharacter {
        place.column += 1
      }
    }
    return nil
  }
}
