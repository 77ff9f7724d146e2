import YAML

/// The items of a list while they are made: values, as long as none holds a function.
struct GatheredItems {
  private var values: [Value] = []
  /// All items, once one holds a function.
  private var data: [Evaluated]?

  init(capacity: Int) { values.reserveCapacity(capacity) }

  mutating func append(_ datum: Evaluated) {
    if data == nil, case .plain(let value) = datum { return values.append(value) }
    if data == nil { data = values.map(Evaluated.plain) }
    data?.append(datum)
  }

  var gathered: Evaluated { data.map(Evaluated.list) ?? .plain(.sequence(values)) }
}

/// The members of an object while they are made, in the same way.
struct GatheredMembers {
  private var values = Mapping()
  private var data: [(key: String, datum: Evaluated)]?
  /// Whether no two members can have one key.
  private let isDistinct: Bool

  init(capacity: Int, isDistinct: Bool) {
    self.isDistinct = isDistinct
    values.reserveCapacity(capacity)
  }

  mutating func append(_ key: String, _ datum: Evaluated) {
    if data == nil, case .plain(let value) = datum {
      if isDistinct { values.appendNew(key, value) } else { values[key] = value }
      return
    }
    if data == nil { data = values.map { ($0.key, .plain($0.value)) } }
    data?.append((key, datum))
  }

  var gathered: Evaluated { data.map(Evaluated.object) ?? .plain(.mapping(values)) }
}
