import Releases
import YAML

/// The pod that an object makes, or is.
struct PodTemplate {
  /// Where the pod's `spec` is in the object.
  let path: FieldPath
  let metadata: Value?
  let spec: Value

  private static let containerLists = ["initContainers", "containers", "ephemeralContainers"]

  /// Every pod in an object of any kind: whatever has a list of containers is the spec of one. So it makes no
  /// difference how deep a kind keeps its template, nor whether the kind is known.
  static func all(in object: Value) -> [PodTemplate] { find(in: object, below: nil, FieldPath()) }

  private static func find(in value: Value, below parent: Value?, _ path: FieldPath) -> [PodTemplate] {
    switch value {
    case .mapping(let mapping):
      let isPod = containerLists.contains { !FieldList(value[$0], $0).mappings.isEmpty }
      let pod = isPod ? [PodTemplate(path: path, metadata: parent?["metadata"], spec: value)] : []
      // A mapping that only looks like a pod may contain a real one.
      return pod
        + mapping.flatMap { key, member in find(in: member, below: value, path.appending(.key(key))) }
    case .sequence:
      let field = if case .key(let key)? = path.steps.last { key } else { "" }
      return FieldList(value, field).items.flatMap { step, item in
        find(in: item, below: value, path.appending(step))
      }
    default: return []
    }
  }

  /// Every container, whenever it runs.
  var containers: [Container] {
    Self.containerLists.flatMap { list in
      FieldList(spec[list], list).mappings.map { step, content in
        Container(
          name: content["name"]?.text ?? "", path: FieldPath([.key(list), step]), content: content)
      }
    }
  }

  struct Container {
    let name: String
    /// From the pod's spec.
    let path: FieldPath
    let content: Value
  }
}

/// The items of a list, each with the step that leads to it.
struct FieldList {
  let items: [(step: FieldPath.Step, item: Value)]

  /// - Parameter field: the name of the field that holds the list.
  init(_ value: Value?, _ field: String) {
    guard case .sequence(let list)? = value else {
      items = []
      return
    }
    let keys = MergeKeys.pairing(field, list, list)
    items = list.enumerated().map { position, item in
      (keys.map { .item(MergeKeys.identity(item, $0)) } ?? .position(position), item)
    }
  }

  var mappings: [(step: FieldPath.Step, item: Value)] {
    items.filter { if case .mapping = $0.item { true } else { false } }
  }
}

extension Value {
  /// The value of a field; nil where it is not.
  func value(at path: FieldPath) -> Value? {
    var value = self
    for step in path.steps {
      guard let next = value.value(at: step) else { return nil }
      value = next
    }
    return value
  }

  private func value(at step: FieldPath.Step) -> Value? {
    guard case .sequence(let items) = self else {
      if case .key(let key) = step { return self[key] }
      return nil
    }
    switch step {
    case .key: return nil
    case .position(let position): return items.indices.contains(position) ? items[position] : nil
    case .item(let identity):
      return items.first { MergeKeys.identity($0, identity.keys) == identity }
    }
  }

  /// The texts of a list.
  var texts: [String] { if case .sequence(let items) = self { items.compactMap(\.text) } else { [] } }
}

extension FieldPath {
  func appending(_ path: FieldPath) -> FieldPath { FieldPath(steps + path.steps) }
  func key(_ keys: String...) -> FieldPath { FieldPath(steps + keys.map(Step.key)) }
}
