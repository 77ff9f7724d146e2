import TestSupport
import Testing
import YAML

/// The promise of the emitter, with the consumers as judges: PyYAML and kubectl read back exactly
/// what was given, from the text itself and from what kustomize makes of it.
struct EmitterConsumerTests {
  @Test(.needs(.python, .kubectl))
  func `the corpus arrives as data of a ConfigMap`() throws {
    try expectArrival(configMap(NastyText.corpus))
  }

  @Test(.needs(.python, .kubectl))
  func `the corpus arrives in nested places`() throws {
    try expectArrival(nested(NastyText.corpus))
  }

  @Test(.needs(.python, .kubectl))
  func `the corpus arrives as keys`() throws {
    try expectArrival(keyed(NastyText.corpus))
  }

  @Test(.needs(.python, .kubectl))
  func `random texts arrive`() throws {
    var generator = SplitMix64.seeded(for: "random texts arrive")
    for _ in 0..<fuzzRounds(otherwise: 3) {
      try expectArrival(configMap((0..<300).map { _ in NastyText.random(using: &generator) }))
      try expectArrival(nested(NastyText.sample(100, using: &generator)))
      try expectArrival(keyed(NastyText.sample(100, using: &generator)))
    }
  }

  @Test(.needs(.python, .kubectl))
  func `random lookalikes stay text`() throws {
    var generator = SplitMix64.seeded(for: "random lookalikes stay text")
    for _ in 0..<fuzzRounds(otherwise: 2) {
      let texts = (0..<2_000).map { _ in NastyText.randomLookalike(using: &generator) }
      try expectArrival(object(["list": .sequence(texts.map(Value.string))]))
    }
  }

  @Test(.needs(.python, .kubectl))
  func `the longest keys arrive`() throws {
    try expectArrival(
      keyed([
        String(repeating: "k", count: 1_000), String(repeating: "é", count: 500),
        String(repeating: "k", count: 900) + " #" + String(repeating: "k", count: 96),
        String(repeating: "\n", count: 499),
      ]))
  }

  @Test(.needs(.python, .kubectl))
  func `numbers and booleans keep their types`() throws {
    let numbers: [Double] = [
      0, -0.5, 1, 0.1, 1e16, 1e22, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
    ]
    try expectArrival(
      object([
        "integers": [0, -1, .integer(.max), .integer(.min)], "flags": [true, false],
        "none": [.null], "numbers": .sequence(numbers.map(Value.number)), "empty": [[], [:], ""],
      ]))
  }

  @Test(.needs(.python))
  func `any text is a document of its own`() throws {
    for text in NastyText.corpus where text.contains("\n") || text.count < 3 {
      let document = Value.string(text)
      let differences = try Readers.pyYAML(
        Emitter.emit([document]), expecting: JSON.compact(document))
      #expect(differences == [])
    }
  }

  @Test(.needs(.python, .kubectl))
  func `texts in one line arrive`() throws {
    let texts = NastyText.corpus + ["a, b", "[a", "{a: b}", "a]", "b}", "a: b, c", ", ", "1,000"]
    for start in stride(from: 0, to: texts.count, by: 40) {
      let items = texts[start..<min(start + 40, texts.count)].map(Value.string)
      let keyed = Mapping(
        texts[start..<min(start + 40, texts.count)].filter(isKey).map { (key: $0, value: 1) })
      let document: Mapping = ["items": [.sequence(items)], "keyed": [.mapping(keyed)]]
      let differences = try Readers.pyYAML(
        Emitter.emit(document, oneLineIn: ["items", "keyed"]), expecting: JSON.compact(.mapping(document)))
      #expect(differences == [])
    }
  }

  private func expectArrival(
    _ value: Value, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let yaml = try Emitter.emit([value])
    let json = JSON.compact(value)
    let built = try Kustomize.build(yaml)
    let differences = [
      "PyYAML": try Readers.pyYAML(yaml, expecting: json),
      "kubectl": try Readers.kubectl(yaml, expecting: json),
      "PyYAML behind kustomize": try Readers.pyYAML(textsOf: built, expecting: json),
      "kubectl behind kustomize": try Readers.kubectl(built, expecting: json),
    ].filter { !$0.value.isEmpty }
    #expect(differences == [:], sourceLocation: sourceLocation)
  }
}

extension EmitterConsumerTests {
  private func configMap(_ texts: [String]) -> Value {
    var data = Mapping()
    for (position, text) in texts.enumerated() { data["k\(position)"] = .string(text) }
    return [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "nasty"],
      "data": .mapping(data),
    ]
  }

  private func nested(_ texts: [String]) -> Value {
    let values = texts.map(Value.string)
    return object([
      "list": .sequence(values),
      "lists": .sequence(values.map { [[$0, $0], []] }),
      "env": .sequence(values.map { ["value": $0, "name": "x", "again": $0] }),
      "deep": .sequence(values.map { ["a": ["b": [["c": $0]]]] }),
    ])
  }

  private func keyed(_ texts: [String]) -> Value {
    let texts = texts.filter(isKey)
    var mapping = Mapping()
    for text in texts { mapping[text] = ["first": .string(text)] }
    let entries = texts.map { text in
      var entry = Mapping()
      entry[text] = .string(text)
      return Value.mapping(entry)
    }
    return object(["keys": .mapping(mapping), "entries": .sequence(entries)])
  }

  private func isKey(_ text: String) -> Bool {
    var bytes: [UInt8] = []
    return (try? Emitter.emit([text: .null], into: &bytes)) != nil
  }

  /// kustomize takes any content for a kind that it does not know.
  private func object(_ spec: Value) -> Value {
    [
      "apiVersion": "example.com/v1", "kind": "Nasty", "metadata": ["name": "nasty"], "spec": spec,
    ]
  }
}
