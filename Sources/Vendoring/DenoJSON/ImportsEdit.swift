import Bytes
import YAML

/// Edits the entries of `imports` in a deno.json, and nothing else in it: comments, order, indentation and line breaks
/// stay as they are.
package struct ImportsEdit {
  /// The text that came out does not say what it should; it is a mistake here, and nothing is written.
  package struct Failed: Error {}

  private var bytes: [UInt8]

  /// - Parameter bytes: a deno.json that can be read; nil where there is none.
  package init(_ bytes: [UInt8]?) {
    self.bytes =
      bytes.map { JSON.isBlank($0, .commented) ? $0 + Array("{}\n".utf8) : $0 } ?? Array("{}\n".utf8)
  }

  /// - Parameters:
  ///   - addresses: by name; a name that is there gets another value, others are written at the end, sorted.
  ///   - removed: names that leave.
  package consuming func result(
    setting addresses: [(name: String, address: String)], removing removed: [String]
  )
    throws(Failed) -> [UInt8]
  {
    var expected: [ByteKey: Value] = [:]
    for (name, value) in try names() { expected[ByteKey(name)] = value }
    for name in removed {
      expected[ByteKey(name)] = nil
      try remove(name)
    }
    var new: [(name: String, address: String)] = []
    for (name, address) in addresses {
      if expected.updateValue(.string(address), forKey: ByteKey(name)) == nil {
        new.append((name, address))
      } else {
        try set(name, address)
      }
    }
    if !new.isEmpty { try append(new.sorted { $0.name.precedesByBytes($1.name) }) }
    var found: [ByteKey: Value] = [:]
    for (name, value) in try names() { found[ByteKey(name)] = value }
    guard found == expected else { throw Failed() }
    return bytes
  }

  private func names() throws(Failed) -> Mapping {
    guard let root = try? JSON.read(bytes, .commented) else { throw Failed() }
    guard case .mapping(let imports)? = root["imports"] else { return Mapping() }
    return imports
  }

  private func imports() throws(Failed) -> JSONObjectSpan? {
    guard let root = JSONObjectSpan(bytes, at: JSONObjectSpan.start(of: bytes)) else { throw Failed() }
    guard let member = root.members.last(where: { $0.name == "imports" }) else { return nil }
    return JSONObjectSpan(bytes, at: member.value.lowerBound)
  }

  private mutating func set(_ name: String, _ address: String) throws(Failed) {
    guard let member = try imports()?.members.last(where: { $0.name.hasSameBytes(as: name) }) else {
      throw Failed()
    }
    let text = Array(JSON.compact(.string(address)).utf8)
    if !bytes[member.value].elementsEqual(text) { bytes.replaceSubrange(member.value, with: text) }
  }

  private mutating func append(_ entries: [(name: String, address: String)]) throws(Failed) {
    let texts = entries.map { entry in
      "\(JSON.compact(.string(entry.name))): \(JSON.compact(.string(entry.address)))"
    }
    if let imports = try imports() {
      insert(texts, into: imports)
      return
    }
    guard let root = JSONObjectSpan(bytes, at: JSONObjectSpan.start(of: bytes)) else { throw Failed() }
    let outer = indent(of: root)
    let inner = outer + unit(root, outer)
    let body = texts.map { "\(lineBreak)\(inner)\($0)" }.joined(separator: ",")
    insert(["\"imports\": {\(body)\(lineBreak)\(outer)}"], into: root)
  }

  /// Behind the last member, on lines of their own unless all of them stand on one.
  private mutating func insert(_ texts: [String], into object: JSONObjectSpan) {
    let isOnOneLine = !bytes[object.range].contains(UInt8(ascii: "\n"))
    guard let last = object.members.last else {
      let own = String(decoding: indentation(before: object.range.lowerBound), as: UTF8.self)
      let inner = own + (object.isRoot ? "  " : usualUnit)
      let text = texts.map { "\(lineBreak)\(inner)\($0)" }.joined(separator: ",")
      // Comments may stand between the brackets.
      let end = object.contentEnd
      let tail = isOnOneLine ? "\(lineBreak)\(own)" : ""
      if isOnOneLine {
        bytes.replaceSubrange(end..<(object.range.upperBound - 1), with: Array((text + tail).utf8))
      } else {
        bytes.insert(contentsOf: Array(text.utf8), at: end)
      }
      return
    }
    let hasComma = object.hasTrailingComma
    let joined: String
    if isOnOneLine {
      joined = texts.map { " \($0)" }.joined(separator: ",")
    } else {
      let indent = indent(of: object)
      joined = texts.map { "\(lineBreak)\(indent)\($0)" }.joined(separator: ",")
    }
    // From behind, so that places before stay.
    bytes.insert(contentsOf: Array((joined + (hasComma ? "," : "")).utf8), at: object.contentEnd)
    if !hasComma { bytes.insert(UInt8(ascii: ","), at: last.value.upperBound) }
  }

  private mutating func remove(_ name: String) throws(Failed) {
    guard let object = try imports(),
      let position = object.members.lastIndex(where: { $0.name.hasSameBytes(as: name) })
    else { return }
    let member = object.members[position]
    if let comma = member.comma {
      // A comment before the comma is not part of the entry.
      let isNext = bytes[member.value.upperBound..<comma].allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if !isNext { bytes.remove(at: comma) }
      cut(member.key.lowerBound..<(isNext ? comma + 1 : member.value.upperBound))
    } else {
      let comma = position > 0 ? object.members[position - 1].comma : nil
      let start = comma.map { $0 + 1 } ?? member.key.lowerBound
      if bytes[start..<member.key.lowerBound].allSatisfy({ $0 == 0x20 || $0 == 0x09 }), comma != nil {
        bytes.removeSubrange(start..<member.value.upperBound)
      } else {
        cut(member.key.lowerBound..<member.value.upperBound)
      }
    }
    // The new last entry gets no comma if the old one had none.
    if member.comma == nil, position > 0, let comma = object.members[position - 1].comma {
      bytes.remove(at: comma)
    }
  }

  /// Takes a part out, with its line where nothing else is there.
  private mutating func cut(_ range: Range<Int>) {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start > 0, bytes[start - 1] == 0x20 || bytes[start - 1] == 0x09 { start -= 1 }
    while end < bytes.count, [0x20, 0x09, 0x0D].contains(bytes[end]) { end += 1 }
    let beginsLine = start > 0 && bytes[start - 1] == UInt8(ascii: "\n")
    if beginsLine, end < bytes.count, bytes[end] == UInt8(ascii: "\n") {
      bytes.removeSubrange(start...end)
    } else {
      // One blank behind it is enough.
      let isBlank = range.upperBound < bytes.count && bytes[range.upperBound] == 0x20
      bytes.removeSubrange(range.lowerBound..<(range.upperBound + (isBlank ? 1 : 0)))
    }
  }

  // How the file is written.

  private var lineBreak: String {
    guard let line = bytes.firstIndex(of: UInt8(ascii: "\n")), line > 0, bytes[line - 1] == UInt8(ascii: "\r")
    else {
      return "\n"
    }
    return "\r\n"
  }

  private var usualUnit: String { "  " }

  /// Blanks before the first member that begins its line.
  private func indent(of object: JSONObjectSpan) -> String {
    for member in object.members.reversed() {
      let blanks = indentation(before: member.key.lowerBound)
      let start = member.key.lowerBound - blanks.count
      if start == 0 || bytes[start - 1] == UInt8(ascii: "\n") {
        return String(decoding: blanks, as: UTF8.self)
      }
    }
    return object.isRoot ? usualUnit : usualUnit + usualUnit
  }

  private func unit(_ root: JSONObjectSpan, _ outer: String) -> String { outer.isEmpty ? usualUnit : outer }

  /// The blanks at the start of the line that holds a place.
  private func indentation(before place: Int) -> [UInt8] {
    var start = place
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return Array(bytes[start..<place].prefix { $0 == 0x20 || $0 == 0x09 })
  }
}
