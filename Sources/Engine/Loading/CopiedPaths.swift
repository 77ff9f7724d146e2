/// Files of a copy, by the paths of what was copied.
struct CopiedPaths: Sendable {
  private let names: [(copy: [UInt8], origin: [UInt8])]

  init(copy: String, origin: String) {
    let urls = (copy: FileURL.text(copy) + "/", origin: FileURL.text(origin) + "/")
    names = [urls, (copy: copy + "/", origin: origin + "/")].map { (Array($0.utf8), Array($1.utf8)) }
  }

  func original(_ bytes: [UInt8]) -> [UInt8] {
    // A node may print a great many lines, and few of them name a file.
    guard bytes.contains(UInt8(ascii: "/")) else { return bytes }
    var bytes = bytes
    for (copy, origin) in names { bytes.replace(copy, by: origin) }
    return bytes
  }

  func original(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "/")) else { return text }
    let bytes = Array(text.utf8)
    let original = original(bytes)
    return original == bytes ? text : String(decoding: original, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Puts something else in every place of a pattern.
  fileprivate mutating func replace(_ pattern: [UInt8], by replacement: [UInt8]) {
    guard count >= pattern.count, let first = pattern.first else { return }
    var result: [UInt8] = []
    var copied = 0
    var position = 0
    let last = count - pattern.count
    while position <= last {
      guard self[position] == first, self[position..<(position + pattern.count)].elementsEqual(pattern) else {
        position += 1
        continue
      }
      result += self[copied..<position]
      result += replacement
      position += pattern.count
      copied = position
    }
    if copied > 0 { self = result + self[copied...] }
  }
}
