extension [UInt8] {
  /// Appends a value in the flow style, without a line break.
  ///
  /// - Parameter depth: how many collections it is in.
  mutating func append(inOneLine value: Value, depth: Int) throws(EmitError) {
    guard depth < Emitter.maximumDepth else { throw EmitError(.tooDeep) }
    switch value {
    case .null: append("null")
    case .bool(let bool): append(bool ? "true" : "false")
    case .integer(let integer): append(contentsOf: String(integer).utf8)
    case .number(let number): try append(number: number)
    case .string(let text): try append(flowText: text)
    case .sequence(let items):
      append(UInt8(ascii: "["))
      for (position, item) in items.enumerated() {
        if position > 0 { append(", ") }
        do {
          try append(inOneLine: item, depth: depth + 1)
        } catch {
          throw error.inside(.index(position))
        }
      }
      append(UInt8(ascii: "]"))
    case .mapping(let mapping):
      append(UInt8(ascii: "{"))
      for position in mapping.indices {
        if position > 0 { append(", ") }
        let (key, value) = mapping[position]
        do {
          try append(flowKey: key)
          append(": ")
          try append(inOneLine: value, depth: depth + 1)
        } catch {
          throw error.inside(.key(key))
        }
      }
      append(UInt8(ascii: "}"))
    }
  }
}
