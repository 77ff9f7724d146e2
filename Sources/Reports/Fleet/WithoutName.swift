import Bytes
import YAML

/// Leaves the name of a workflow out of what is said of it, so that the same can be found in others.
enum WithoutName {
  /// What stands for the name.
  static let placeholder = "{name}"

  /// A text with `{name}` wherever the name of a workflow stands by itself.
  static func text(_ text: String, _ workflow: String) -> String {
    String(decoding: bytes(Array(text.utf8), workflow), as: UTF8.self)
  }

  /// The same of what may be no text.
  static func bytes(_ bytes: [UInt8], _ workflow: String) -> [UInt8] {
    let name = Array(workflow.utf8)
    // No name is empty in a tree.
    if name.isEmpty { return bytes }
    var (result, place): ([UInt8], Int) = ([], 0)
    func isPart(_ position: Int) -> Bool {
      bytes.indices.contains(position) && bytes[position].isIn(.alphanumeric)
    }
    while place < bytes.count {
      let end = place + name.count
      if end <= bytes.count, bytes[place..<end].elementsEqual(name), !isPart(place - 1), !isPart(end) {
        result += Array(placeholder.utf8)
        place = end
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return result
  }

  /// The same in every text of a value.
  static func value(_ value: Value, _ workflow: String) -> Value {
    switch value {
    case .string(let text): .string(Self.text(text, workflow))
    case .sequence(let items): .sequence(items.map { Self.value($0, workflow) })
    case .mapping(let members):
      .mapping(Mapping(members.map { (key: $0.key, value: Self.value($0.value, workflow)) }))
    default: value
    }
  }
}
