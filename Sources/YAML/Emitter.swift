/// Writes values as canonical YAML: one way to write each value, the same bytes every time.
///
/// Block style with two spaces, sequences not indented under their key, keys in the order given; no
/// anchors, no tags, no folding, and no flow style but for empty `{}` and `[]`, and where lines are
/// asked for. That is what kubectl
/// and kustomize print, and what YAML 1.1 and 1.2 read as the same values.
package enum Emitter {
  /// More levels than this are refused: writing recurses, and so does every reader.
  package static let maximumDepth = 200

  /// The line between two documents.
  package static let separator = Array("---\n".utf8)

  /// Appends one document; leaves `bytes` as it was when the value cannot be written.
  package static func emit(_ document: Value, into bytes: inout [UInt8]) throws(EmitError) {
    let start = bytes.count
    var writer = BlockWriter(bytes: bytes)
    bytes = []
    defer { bytes = writer.bytes }
    do {
      try writer.document(document)
    } catch {
      writer.bytes.removeSubrange(start...)
      throw error
    }
  }

  /// One document whose members of some names have their items in one line each, so that a change of one is a change of a
  /// line: of a list each item, of a mapping the whole.
  package static func emit(_ document: Mapping, oneLineIn names: Set<String>) throws(EmitError) -> [UInt8] {
    var writer = BlockWriter(bytes: [], oneLineMembers: names)
    try writer.document(.mapping(document))
    return writer.bytes
  }

  /// The documents one after the other, separated by `---`.
  package static func emit(_ documents: [Value]) throws(EmitError) -> [UInt8] {
    var bytes: [UInt8] = []
    for (position, document) in documents.enumerated() {
      if position > 0 { bytes += separator }
      try emit(document, into: &bytes)
    }
    return bytes
  }
}

/// The recursion over collections. Every function starts where its first byte belongs, and ends
/// behind a line break.
private struct BlockWriter {
  var bytes: [UInt8]
  private var depth = 0
  /// Of the document, whose items stand in one line each.
  private let oneLineMembers: Set<String>

  init(bytes: consuming [UInt8], oneLineMembers: Set<String> = []) {
    (self.bytes, self.oneLineMembers) = (bytes, oneLineMembers)
  }

  mutating func document(_ value: Value) throws(EmitError) {
    switch value {
    case .mapping(let mapping) where !mapping.isEmpty: try members(of: mapping, indent: 0)
    case .sequence(let items) where !items.isEmpty: try list(items, indent: 0)
    default: try scalar(value, indent: 0)
    }
  }

  private mutating func members(of mapping: Mapping, indent: Int) throws(EmitError) {
    try descend()
    let entries = mapping.entries.span
    for position in entries.indices {
      if position > 0 { bytes.append(spaces: indent) }
      do {
        try bytes.append(key: entries[position].key)
        bytes.append(UInt8(ascii: ":"))
        if depth == 1, !oneLineMembers.isEmpty, oneLineMembers.contains(entries[position].key) {
          try lines(of: entries[position].value)
        } else {
          try member(entries[position].value, indent: indent)
        }
      } catch {
        throw error.inside(.key(entries[position].key))
      }
    }
    depth -= 1
  }

  /// What follows `key:`, on the same line or below it.
  private mutating func member(_ value: Value, indent: Int) throws(EmitError) {
    switch value {
    case .mapping(let mapping) where !mapping.isEmpty:
      bytes.append(UInt8(ascii: "\n"))
      bytes.append(spaces: indent + 2)
      try members(of: mapping, indent: indent + 2)
    case .sequence(let items) where !items.isEmpty:
      bytes.append(UInt8(ascii: "\n"))
      bytes.append(spaces: indent)
      try list(items, indent: indent)
    default:
      bytes.append(UInt8(ascii: " "))
      try scalar(value, indent: indent)
    }
  }

  /// What follows `key:` where each item has a line.
  private mutating func lines(of value: Value) throws(EmitError) {
    if case .sequence(let items) = value, !items.isEmpty {
      for (position, item) in items.enumerated() {
        bytes.append("\n- ")
        do {
          try bytes.append(inOneLine: item, depth: depth + 1)
        } catch {
          throw error.inside(.index(position))
        }
      }
    } else {
      bytes.append(UInt8(ascii: " "))
      try bytes.append(inOneLine: value, depth: depth)
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func list(_ items: [Value], indent: Int) throws(EmitError) {
    try descend()
    let items = items.span
    for position in items.indices {
      if position > 0 { bytes.append(spaces: indent) }
      bytes.append("- ")
      do {
        try item(items[position], indent: indent)
      } catch {
        throw error.inside(.index(position))
      }
    }
    depth -= 1
  }

  /// What follows `- `: collections go on in the same line.
  private mutating func item(_ value: Value, indent: Int) throws(EmitError) {
    switch value {
    case .mapping(let mapping) where !mapping.isEmpty:
      try members(of: mapping, indent: indent + 2)
    case .sequence(let items) where !items.isEmpty:
      try list(items, indent: indent + 2)
    default:
      try scalar(value, indent: indent)
    }
  }

  private mutating func scalar(_ value: Value, indent: Int) throws(EmitError) {
    switch value {
    case .null: bytes.append("null")
    case .bool(let bool): bytes.append(bool ? "true" : "false")
    case .integer(let integer): bytes.append(contentsOf: String(integer).utf8)
    case .number(let number): try bytes.append(number: number)
    case .string(let text): try bytes.append(text: text, indent: indent + 2)
    case .sequence: bytes.append("[]")
    case .mapping: bytes.append("{}")
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private mutating func descend() throws(EmitError) {
    depth += 1
    guard depth <= Emitter.maximumDepth else { throw EmitError(.tooDeep) }
  }
}
