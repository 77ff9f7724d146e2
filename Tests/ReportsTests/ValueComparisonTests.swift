import Comparison
import TestSupport
import Testing
import YAML

struct ValueComparisonTests {
  @Test func `the order of keys and of lists merged by a key makes no difference`() {
    var generator = SplitMix64.seeded(for: "order in manifests")
    for _ in 0..<(fuzzRounds(otherwise: 2) * 200) {
      let value = manifest(&generator)
      let shuffled = reordered(value, "", &generator)
      #expect(ValueComparison.changes(from: value, to: shuffled) == [], "\(JSON.compact(value))")
    }
  }

  @Test func `the order of other lists does`() {
    let old: Value = ["rules": [["name": "a"], ["name": "b"]], "args": ["x", "y"]]
    let new: Value = ["rules": [["name": "b"], ["name": "a"]], "args": ["y", "x"]]
    let paths = ValueComparison.changes(from: old, to: new).map(\.path.text)
    #expect(paths == ["rules", "args[0]", "args[1]"])
  }

  @Test func `fields are named as people write them`() {
    func container(_ image: Value) -> Value {
      [
        "spec": [
          "containers": [["name": "engine", "image": image]], "ports": [["port": 80, "protocol": "TCP"]],
        ]
      ]
    }
    let changes = ValueComparison.changes(from: container("a"), to: container("b"))
    #expect(changes.map(\.path.text) == ["spec.containers[engine].image"])
    let labels = ValueComparison.changes(
      from: ["metadata": ["labels": [:]]], to: ["metadata": ["labels": ["example.com/team": "red"]]])
    #expect(labels.map(\.path.text) == [#"metadata.labels["example.com/team"]"#])
  }

  private func manifest(_ generator: inout SplitMix64) -> Value {
    let names = ["a", "b", "c", "d"].shuffled(using: &generator).prefix(
      Int.random(in: 0...4, using: &generator))
    return [
      "kind": "Deployment", "replicas": .integer(Int.random(in: 0...3, using: &generator)),
      "containers": .sequence(
        names.map {
          ["name": .string($0), "env": [["name": "X", "value": "1"], ["name": "Y", "value": .string($0)]]]
        }),
      "volumes": .sequence(names.map { ["name": .string($0), "emptyDir": [:]] }),
      "ports": [["port": 80, "protocol": "TCP"], ["port": 80, "protocol": "UDP"]],
      "args": ["b", "a"],
    ]
  }

  private func reordered(_ value: Value, _ field: String, _ generator: inout SplitMix64) -> Value {
    switch value {
    case .mapping(let mapping):
      var members: [(key: String, value: Value)] = []
      for (key, item) in mapping { members.append((key, reordered(item, key, &generator))) }
      return .mapping(Mapping(members.shuffled(using: &generator)))
    case .sequence(let items):
      var changed: [Value] = []
      for item in items { changed.append(reordered(item, "", &generator)) }
      return .sequence(field == "args" ? changed : changed.shuffled(using: &generator))
    default: return value
    }
  }
}
