import Bytes
import YAML

/// Fields of an object that belong together, as `managedFields` writes them (the form `FieldsV1`): a tree whose
/// names begin with `f:` for a field, `k:` for the item of a list with these keys, `v:` for the item that is this
/// value, and `i:` for the item at a position. `.` is the value itself, beside what is in it.
struct FieldSet: Sendable {
  /// Whether the value itself is one of them, and not only something in it.
  private(set) var isMember = false
  private var fields: [ByteKey: FieldSet] = [:]
  private var items: [(keys: Mapping, set: FieldSet)] = []
  private var values: [(value: Value, set: FieldSet)] = []
  private var positions: [Int: FieldSet] = [:]

  /// Names of another form are passed over, as a newer server may write them.
  init(_ tree: Value) {
    guard case .mapping(let members) = tree else { return }
    isMember = members.isEmpty
    for (name, below) in members { add(name, below) }
  }

  private mutating func add(_ name: String, _ below: Value) {
    let rest = String(name.dropFirst(2))
    switch name.prefix(2) {
    case ".": isMember = true
    case "f:": fields[ByteKey(rest)] = FieldSet(below)
    case "k:":
      if case .mapping(let keys)? = try? JSON.read(Array(rest.utf8)) { items.append((keys, FieldSet(below))) }
    case "v:": if let value = try? JSON.read(Array(rest.utf8)) { values.append((value, FieldSet(below))) }
    case "i:": if let position = Int(rest) { positions[position] = FieldSet(below) }
    default: break
    }
  }

  /// Whether nothing in the value is told apart: a text, a list that is set as a whole, or what was empty.
  var isLeaf: Bool { fields.isEmpty && items.isEmpty && values.isEmpty && positions.isEmpty }

  func field(_ name: String) -> FieldSet? { fields[ByteKey(name)] }

  /// - Parameter position: from 0.
  func item(_ item: Value, at position: Int) -> FieldSet? {
    items.first { keyed in keyed.keys.allSatisfy { item[$0.key] == $0.value } }?.set
      ?? values.first { $0.value == item }?.set ?? positions[position]
  }
}
