import Patches
import YAML

/// The way to a field of an object, whose lists are told by what an item has in one of its fields.
struct FieldPlace: Hashable {
  enum Step: Hashable {
    case key(String)
    /// The item whose field has this text.
    case item(key: String, text: String)
  }

  let steps: [Step]

  init(_ steps: [Step] = []) { self.steps = steps }

  static func + (place: FieldPlace, key: String) -> FieldPlace { FieldPlace(place.steps + [.key(key)]) }
  static func + (place: FieldPlace, keys: [String]) -> FieldPlace {
    FieldPlace(place.steps + keys.map(Step.key))
  }

  func item(_ key: String, _ text: String) -> FieldPlace { FieldPlace(steps + [.item(key: key, text: text)]) }

  /// As messages show it: `spec.containers[name=engine].image`.
  var text: String {
    steps.reduce(into: "") { text, step in
      switch step {
      case .key(let key) where key.contains("."): text += "[\"\(key)\"]"
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .item(let key, let value): text += "[\(key)=\(value)]"
      }
    }
  }

  /// What an object has there; nil for nothing.
  func value(in object: Value) -> Value? {
    steps.reduce(object as Value?) { value, step in
      switch step {
      case .key(let key): value?[key]
      case .item(let key, let text): value.flatMap { Self.position(of: key, text, in: $0)?.item }
      }
    }
  }

  /// The deepest part of a strategic merge patch on the way there.
  func path(in patch: Value) -> PatchPath {
    var (path, value) = (PatchPath([.key("patch")]), patch)
    for step in steps {
      switch step {
      case .key(let key):
        guard let next = value[key] else { return path }
        (path, value) = (path + key, next)
      case .item(let key, let text):
        guard let (index, item) = Self.position(of: key, text, in: value) else { return path }
        (path, value) = (path + index, item)
      }
    }
    return path
  }

  private static func position(
    of key: String, _ text: String, in value: Value
  ) -> (index: Int, item: Value)? {
    for (index, item) in value.items.enumerated() where item[key].map(self.text) == text {
      return (index, item)
    }
    return nil
  }

  /// What a field of an item says, to tell it by.
  static func text(_ value: Value) -> String { value.text ?? JSON.compact(value) }
}

extension Value {
  /// The items of a list; none of anything else.
  var items: [Value] { if case .sequence(let items) = self { items } else { [] } }

  var members: Mapping { if case .mapping(let members) = self { members } else { Mapping() } }
}
