extension [UInt8] {
  /// Appends the shortest decimal that reads back as the same double.
  ///
  /// It always has a fraction: YAML 1.1 takes `1e+16` for a text and `1` for an integer, while
  /// `1.0e+16` and `1.0` are floats to every reader.
  mutating func append(number: Double) throws(EmitError) {
    guard number.isFinite else { throw EmitError(.notFinite) }
    let text = number.description.utf8
    guard !text.contains(UInt8(ascii: ".")),
      let exponent = text.firstIndex(of: UInt8(ascii: "e"))
    else { return append(contentsOf: text) }
    append(contentsOf: text[..<exponent])
    append(".0")
    append(contentsOf: text[exponent...])
  }
}
