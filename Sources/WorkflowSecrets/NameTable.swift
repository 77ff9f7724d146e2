import Scripts

/// Values by names of a script. Nearly every name that is looked for is not there: most of those are told by their
/// length alone.
struct NameTable<Value> {
  private var values: [ScriptName: Value] = [:]
  /// A bit for each length that a name has, the last one for all that are longer.
  private var lengths: UInt64 = 0

  subscript(name: ScriptName) -> Value? {
    get { values[name] }
    set {
      values[name] = newValue
      lengths |= Self.bit(name.bytes.count)
    }
  }

  /// Whether a name of a length, in bytes, may be there.
  func mayHold(nameOfLength length: Int) -> Bool { lengths & Self.bit(length) != 0 }

  private static func bit(_ length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }
}
