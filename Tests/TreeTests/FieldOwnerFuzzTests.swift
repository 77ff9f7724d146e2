import Comparison
import TestSupport
import Testing
import YAML

/// A tree, and a server on which anybody has edited anything: what the comparison says is what a definition says that
/// looks at one field after the other.
struct FieldOwnerFuzzTests {
  /// Something of an object that the tree, the server, or both have.
  private struct Slot {
    enum Form {
      /// A value, or a list or map that is set as a whole.
      case value
      /// An item of `env`, by its name.
      case item
      /// A key of a selector that has others.
      case selected
      /// What a deliverer adds.
      case delivered
    }

    /// As it is told.
    let path: String
    /// The way to it; `[engine]` and the like are items.
    let steps: [String]
    let form: Form
    let values: [Value]

    var tree: Value?
    var server: Value?
    var owner: FieldManager?

    init(_ path: String, _ steps: [String], _ form: Form, _ values: [Value]) {
      (self.path, self.steps, self.form, self.values) = (path, steps, form, values)
    }
  }

  private static let managers: [FieldManager?] = [
    FieldManager(name: "kubectl", operation: "Apply", subresource: nil),
    FieldManager(name: "argocd-controller", operation: "Apply", subresource: nil),
    FieldManager(name: "kubectl-edit", operation: "Update", subresource: nil),
    FieldManager(name: "kube-controller-manager", operation: "Update", subresource: "scale"),
    FieldManager(name: "webhook", operation: "Update", subresource: nil), nil,
  ]

  private static let slots: [Slot] = {
    let pod = ["spec", "template", "spec"]
    let engine = pod + ["containers", "[engine]"]
    let way = "spec.template.spec"
    return [
      Slot("metadata.labels.a", ["metadata", "labels", "a"], .value, ["x", "y"]),
      Slot("metadata.annotations.b", ["metadata", "annotations", "b"], .value, ["x", "y"]),
      Slot(
        "metadata.annotations.argocd.argoproj.io/tracking-id",
        ["metadata", "annotations", "argocd.argoproj.io/tracking-id"], .delivered, ["x"]),
      Slot("spec.replicas", ["spec", "replicas"], .value, [1, 2]),
      Slot("spec.strategy.type", ["spec", "strategy", "type"], .value, ["Recreate", "RollingUpdate"]),
      Slot("\(way).runtimeClassName", pod + ["runtimeClassName"], .value, ["x", "y"]),
      Slot(
        "\(way).tolerations", pod + ["tolerations"], .value,
        [[["effect": "a"]], [["effect": "a"], ["effect": "b"]]]),
      Slot("\(way).nodeSelector.zone", pod + ["nodeSelector", "zone"], .selected, ["x", "y"]),
      Slot("\(way).containers[engine].image", engine + ["image"], .value, ["x", "y"]),
      Slot("\(way).containers[engine].args", engine + ["args"], .value, [["x"], ["x", "y"]]),
      Slot(
        "\(way).containers[engine].resources.limits.cpu", engine + ["resources", "limits", "cpu"], .value,
        ["1", "2"]),
      Slot("\(way).containers[engine].env[E]", engine + ["env", "[E]"], .item, ["x", "y"]),
      Slot("\(way).containers[engine].env[F]", engine + ["env", "[F]"], .item, ["x", "y"]),
    ]
  }()

  @Test func `what is told of any edit is what it is`() throws {
    var random = SplitMix64.seeded(for: "FieldOwnerFuzzTests")
    for _ in 0..<fuzzRounds(otherwise: 100) * 20 {
      var slots = Self.slots
      for position in slots.indices { Self.decide(&slots[position], &random) }
      let standing = ClusterComparison.standing(
        of: Self.object(slots) { $0.tree }, in: Self.answer(slots))
      var found: [String] = []
      if case .differs(let fields) = standing.state {
        found += fields.map { "differs \($0.path) \($0.managers.map(\.name))" }
      }
      found += standing.theirs.map { "theirs \($0.path) \($0.managers.map(\.name))" }
      let expected = slots.compactMap(Self.definition)
      #expect(
        found.sorted() == expected.sorted(), "\(slots.map { ($0.path, $0.tree, $0.server, $0.owner?.name) })")
    }
  }

  private static func decide(_ slot: inout Slot, _ random: inout SplitMix64) {
    if slot.form != .delivered, Bool.random(using: &random) { slot.tree = slot.values[0] }
    if Int.random(in: 0..<4, using: &random) > 0 { slot.server = slot.values.randomElement(using: &random) }
    if slot.server != nil { slot.owner = managers.randomElement(using: &random) ?? nil }
  }

  /// The whole rule, of one slot.
  private static func definition(_ slot: Slot) -> String? {
    let owners = slot.owner.map { [$0.name] } ?? []
    let isApplied = slot.owner?.operation == "Apply"
    let isByHand = slot.owner?.name == "kubectl-edit"
    switch (slot.tree, slot.server) {
    case (nil, nil): return nil
    case (let tree?, let server?):
      if tree == server { return nil }
      return "differs \(slot.path)\(slot.form == .item ? ".value" : "") \(owners)"
    case (_?, nil): return "differs \(slot.path) []"
    case (nil, _?):
      switch slot.form {
      case .delivered: return nil
      case .selected: return "differs \(slot.path) \(owners)"
      case .item: return "\(isApplied || isByHand ? "differs" : "theirs") \(slot.path) \(owners)"
      case .value:
        if slot.owner == nil { return nil }
        return "\(isApplied ? "differs" : "theirs") \(slot.path) \(owners)"
      }
    }
  }

  // MARK: Objects

  /// What every tree and server has.
  private static let base: Value = [
    "apiVersion": "apps/v1", "kind": "Deployment",
    "metadata": ["name": "w", "labels": ["base": "x"], "annotations": ["base": "x"]],
    "spec": [
      "strategy": ["rollingUpdate": [:]],
      "template": [
        "spec": [
          "nodeSelector": ["base": "x"],
          "containers": [
            ["name": "engine", "resources": ["limits": ["memory": "1Gi"]], "env": [["name": "BASE"]]]
          ],
        ]
      ],
    ],
  ]

  private static func object(_ slots: [Slot], _ side: (Slot) -> Value?) -> Value {
    slots.reduce(base) { object, slot in
      guard let value = side(slot) else { return object }
      return setting(object, slot.steps[...], slot, value)
    }
  }

  private static func setting(_ object: Value, _ steps: ArraySlice<String>, _ slot: Slot, _ value: Value)
    -> Value
  {
    guard let step = steps.first else { return value }
    if step.hasPrefix("["), case .sequence(let items) = object {
      let name = Value.string(String(step.dropFirst().dropLast()))
      if steps.count == 1 { return .sequence(items + [["name": name, "value": value]]) }
      return .sequence(items.map { $0["name"] == name ? setting($0, steps.dropFirst(), slot, value) : $0 })
    }
    guard case .mapping(var members) = object else { return object }
    members[step] = setting(members[step] ?? [:], steps.dropFirst(), slot, value)
    return .mapping(members)
  }

  private static func answer(_ slots: [Slot]) -> Value {
    var entries: [Value] = []
    for manager in managers.compactMap(\.self) {
      let owned = slots.filter { $0.owner == manager }
      guard !owned.isEmpty else { continue }
      let fields = owned.reduce(Value.mapping([:])) { claiming($0, $1.steps[...], $1) }
      entries.append([
        "manager": .string(manager.name), "operation": .string(manager.operation), "fieldsV1": fields,
        "subresource": manager.subresource.map(Value.string) ?? .null,
      ])
    }
    // So that it is known at all who owns what.
    entries.append(["manager": "kubectl", "operation": "Apply", "fieldsV1": ["f:spec": ["f:other": [:]]]])
    return object(slots) { $0.server }.patched(with: ["metadata": ["managedFields": .sequence(entries)]])
  }

  private static func claiming(_ fields: Value, _ steps: ArraySlice<String>, _ slot: Slot) -> Value {
    guard case .mapping(var members) = fields else { return fields }
    guard let step = steps.first else {
      // The API server treats a selector as a whole.
      return slot.form == .item ? [".": [:], "f:name": [:], "f:value": [:]] : fields
    }
    let name = step.hasPrefix("[") ? #"k:{"name":"\#(step.dropFirst().dropLast())"}"# : "f:\(step)"
    let rest = slot.form == .selected && steps.count == 2 ? [] : steps.dropFirst()
    members[name] = claiming(members[name] ?? [:], rest, slot)
    return .mapping(members)
  }
}
