import TestSupport
import YAML

/// Makes patches of an object: of fields that it has and of those that such an object may have.
struct RandomPatch {
  var random: SplitMix64

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
  mutating func pick<Element>(_ items: [Element]) -> Element {
    items[Int.random(in: 0..<items.count, using: &random)]
  }

  // MARK: Strategic merge

  /// By which items of lists are told apart, whatever the list.
  private static let keys = [
    "name", "containerPort", "port", "protocol", "mountPath", "devicePath", "ip", "topologyKey",
    "whenUnsatisfiable",
    "uid", "key", "type",
  ]

  mutating func merge(of object: Value) -> Value {
    if chance(2) { return ["$patch": "delete"] }
    var patch = change(of: object, depth: 0)
    if case .mapping(var members) = patch {
      for key in ["apiVersion", "kind"] { members[key] = nil }
      if case .mapping(var metadata)? = members["metadata"] {
        for key in ["name", "namespace", "$patch"] { metadata[key] = nil }
        members["metadata"] = .mapping(metadata)
      } else {
        members["metadata"] = nil
      }
      patch = .mapping(members)
    }
    return patch
  }

  private mutating func change(of value: Value, depth: Int) -> Value {
    if depth > 0, chance(6) { return .null }
    switch value {
    case .mapping(let members): return .mapping(change(of: members, depth: depth))
    case .sequence(let items): return .sequence(change(of: items, depth: depth))
    default: return scalar(like: value)
    }
  }

  private mutating func change(of members: Mapping, depth: Int) -> Mapping {
    var patch = Mapping()
    if !members.isEmpty {
      for _ in 0..<Int.random(in: depth < 3 ? 1...2 : 0...2, using: &random) {
        let key = pick(members.keys)
        patch[key] = change(of: members[key] ?? .null, depth: depth + 1)
      }
    }
    for fields in FieldSamples.fitting(members, depth: depth) where chance(40) {
      let field = pick(fields)
      patch[field.0] = pick(field.1)
    }
    if depth > 0, chance(6) { patch["$patch"] = pick(["delete", "replace", "merge"]) }
    return patch
  }

  private mutating func change(of items: [Value], depth: Int) -> [Value] {
    if chance(5) { return [] }
    var patch: [Value] = []
    if chance(8) {
      patch.append(["$patch": .string(pick(["delete", "replace", "merge"]))])
      if patch[0]["$patch"]?.text == "delete" { return patch }
    }
    for item in items where chance(items.count < 3 ? 60 : 25) {
      guard case .mapping(let members) = item else {
        patch.append(chance(50) ? item : scalar(like: item))
        continue
      }
      var changed = chance(10) ? ["$patch": "delete"] : change(of: members, depth: depth + 1)
      for key in Self.keys {
        if let value = members[key] { changed[key] = value }
      }
      patch.append(.mapping(changed))
    }
    return chance(30) ? patch.reversed() : patch
  }

  private mutating func scalar(like value: Value) -> Value {
    switch value {
    case .bool(let bool): .bool(!bool)
    case .integer, .number: .integer(Int.random(in: 0...9000, using: &random))
    default:
      .string(
        pick([
          "x", "y: z", "1", "true", "null", "", "a\nb\n", "ü", "# no", " padded ", "{}", "1e3", "~", "0x1F",
        ]))
    }
  }

  // MARK: JSON patches

  /// Up to four operations, of which most fit.
  mutating func operations(on object: Value) -> Value {
    let places = Self.places(object)
    guard !places.isEmpty else { return [["op": "add", "path": "/metadata/labels", "value": ["a": "b"]]] }
    let operations = (0..<Int.random(in: 1...4, using: &random)).map { _ in operation(places) }
    return .sequence(operations.map(Value.mapping))
  }

  private mutating func operation(_ places: [(pointer: String, value: Value)]) -> Mapping {
    let (pointer, value) = pick(places)
    let path = Value.string(pointer)
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return ["op": "remove", "path": path]
    case 1, 2: return ["op": "replace", "path": path, "value": replacement(of: value)]
    case 3: return ["op": "test", "path": path, "value": value]
    case 4: return ["op": "copy", "from": path, "path": "/metadata/annotations/copied"]
    case 5: return ["op": "move", "from": path, "path": "/spec/moved"]
    case 6: return ["op": "test", "path": .string(pointer + "-missing"), "value": .null]
    default: return addition(pointer, value)
    }
  }

  private mutating func addition(_ pointer: String, _ value: Value) -> Mapping {
    switch value {
    case .sequence(let items):
      let index = pick(["-", "0", "-1", String(items.count), String(max(0, items.count - 1))])
      return [
        "op": "add", "path": .string("\(pointer)/\(index)"), "value": replacement(of: items.first ?? "x"),
      ]
    case .mapping:
      let key = pick(["new", "a~1b", "m~0n", "x.y", "0", "-"])
      return ["op": "add", "path": .string("\(pointer)/\(key)"), "value": replacement(of: value)]
    default: return ["op": "add", "path": .string(pointer), "value": replacement(of: value)]
    }
  }

  /// Of the same kind, as kustomize follows names through some fields and refuses others there.
  private mutating func replacement(of value: Value) -> Value {
    switch value {
    case .mapping: chance(50) ? value : pick([["a": ["b": 1]], [:], ["k": .null, "l": [1, ["m": .null]]]])
    case .sequence(let items): .sequence(chance(50) ? items.reversed() : Array(items.dropFirst()))
    default: scalar(like: value)
    }
  }

  /// Every place below an object but what it is found by.
  private static func places(_ value: Value, _ pointer: String = "") -> [(pointer: String, value: Value)] {
    let kept = ["", "/apiVersion", "/kind", "/metadata", "/metadata/name", "/metadata/namespace"]
    let this = kept.contains(pointer) ? [] : [(pointer: pointer, value: value)]
    switch value {
    case .mapping(let members):
      return members.reduce(into: this) { places, member in
        let token = member.key.replacing("~", with: "~0").replacing("/", with: "~1")
        places += Self.places(member.value, "\(pointer)/\(token)")
      }
    case .sequence(let items):
      return items.enumerated().reduce(into: this) { places, item in
        places += Self.places(item.element, "\(pointer)/\(item.offset)")
      }
    default: return this
    }
  }
}
