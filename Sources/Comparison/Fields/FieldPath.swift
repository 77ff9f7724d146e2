import Bytes
package import YAML

/// The way from the root of an object to one of its fields.
package struct FieldPath: Sendable, Equatable {
  package enum Step: Sendable, Equatable {
    case key(String)
    /// An item of a list, by the members that tell it apart.
    case item(Mapping)
    /// An item by its position, counted from 0.
    case position(Int)
  }

  package private(set) var steps: [Step] = []

  package init(_ steps: [Step] = []) { self.steps = steps }

  func appending(_ step: Step) -> FieldPath { FieldPath(steps + [step]) }

  /// As people write it: `spec.containers[engine].image`, `metadata.labels["example.com/team"]`.
  package var text: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key) where Self.isPlain(key): text += text.isEmpty ? key : ".\(key)"
      case .key(let key): text += "[\(JSON.compact(.string(key)))]"
      case .item(let identity):
        text += "[\(identity.values.map { $0.text ?? JSON.compact($0) }.joined(separator: "/"))]"
      case .position(let position): text += "[\(position)]"
      }
    }
    return text
  }

  private static func isPlain(_ key: String) -> Bool {
    !key.isEmpty && key.consists(of: .alphanumeric.union("_-"))
  }

  /// The names of fields alone, without items: `spec.containers.image`.
  var fields: [String] {
    steps.compactMap { if case .key(let key) = $0 { key } else { nil } }
  }
}
