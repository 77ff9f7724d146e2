import Scripts

/// Values by names of a script. Nearly every name that is looked for is not there: most of those are told by their
/// length and first byte alone.
struct NameTable<Value> {
  private var values: [ScriptName: Value] = [:]
  /// A bit for the lengths and first bytes that names have.
  private var bits: UInt64 = 0

  subscript(name: ScriptName) -> Value? {
    get { values[name] }
    set {
      values[name] = newValue
      guard let first = name.bytes.first else { return }
      bits |= Self.bit(first, name.bytes.count)
    }
  }

  /// Whether a name with this first byte, of a length in bytes, may be there.
  func mayHold(_ first: UInt8, length: Int) -> Bool { bits & Self.bit(first, length) != 0 }

  private static func bit(_ first: UInt8, _ length: Int) -> UInt64 {
    1 << UInt64((Int(first) &+ length &* 11) & 63)
  }
}
