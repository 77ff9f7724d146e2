/// Writes values as JSON, for programs (`--format json`) and for people (`tntc context`).
///
/// JSON has no NaN and no infinity; as JavaScript does, they are written as `null`.
package enum JSON {
  /// One line without blanks, and without a line break at the end.
  package static func compact(_ value: Value) -> String {
    var writer = JSONWriter(isPretty: false)
    writer.append(value, indent: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Two spaces per level, and no line break at the end.
  package static func pretty(_ value: Value) -> String {
    var writer = JSONWriter(isPretty: true)
    writer.append(value, indent: 0)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

private struct JSONWriter {
  let isPretty: Bool
  var bytes: [UInt8] = []

  init(isPretty: Bool) { self.isPretty = isPretty }

  mutating func append(_ value: Value, indent: Int) {
    switch value {
    case .null: bytes.append("null")
    case .bool(let bool): bytes.append(bool ? "true" : "false")
    case .integer(let integer): bytes.append(contentsOf: String(integer).utf8)
    case .number(let number) where !number.isFinite: bytes.append("null")
    case .number(let number): bytes.append(contentsOf: number.description.utf8)
    case .string(let text): bytes.append(json: text)
    case .sequence(let items): append(items, indent: indent)
    case .mapping(let mapping): append(mapping, indent: indent)
    }
  }

  private mutating func append(_ items: [Value], indent: Int) {
    guard !items.isEmpty else { return bytes.append("[]") }
    bytes.append(UInt8(ascii: "["))
    for (position, item) in items.enumerated() {
      separate(position, indent: indent + 2)
      append(item, indent: indent + 2)
    }
    breakLine(indent: indent)
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func append(_ mapping: Mapping, indent: Int) {
    guard !mapping.isEmpty else { return bytes.append("{}") }
    bytes.append(UInt8(ascii: "{"))
    for (position, (key, value)) in mapping.enumerated() {
      separate(position, indent: indent + 2)
      bytes.append(json: key)
      bytes.append(isPretty ? ": " : ":")
      append(value, indent: indent + 2)
    }
    breakLine(indent: indent)
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func separate(_ position: Int, indent: Int) {
    if position > 0 { bytes.append(UInt8(ascii: ",")) }
    breakLine(indent: indent)
  }

  private mutating func breakLine(indent: Int) {
    guard isPretty else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(spaces: indent)
  }
}
