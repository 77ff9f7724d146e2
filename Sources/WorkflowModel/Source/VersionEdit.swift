package import Diagnostics

/// Changes the value of `version:` in a workflow.yaml and not one other byte.
package enum VersionEdit {
  /// Nil when the value is written in a way that cannot be replaced in place, as with escapes.
  package static func replacing(
    _ old: VersionNumber, at position: Position, with new: VersionNumber, in bytes: [UInt8]
  ) -> [UInt8]? {
    guard let place = SourceText(bytes).byte(at: position) else { return nil }
    var start = afterAnchor(place, in: bytes)
    if let quote = bytes[start...].first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      start += 1
    }
    let end = start + old.text.utf8.count
    guard end <= bytes.count, bytes[start..<end].elementsEqual(old.text.utf8) else { return nil }
    return Array(bytes[..<start]) + Array(new.text.utf8) + Array(bytes[end...])
  }

  /// A value begins with its anchor (`&name`), if it has one, and blanks behind it.
  private static func afterAnchor(_ place: Int, in bytes: [UInt8]) -> Int {
    guard bytes[place...].first == UInt8(ascii: "&") else { return place }
    let blanks = Array(" \t\r\n".utf8)
    guard let end = bytes[place...].firstIndex(where: blanks.contains) else { return bytes.count }
    return bytes[end...].firstIndex { !blanks.contains($0) } ?? bytes.count
  }
}
