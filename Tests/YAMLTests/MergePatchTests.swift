import Testing
import YAML

@Suite struct MergePatchTests {
  /// The examples of RFC 7396, appendix A, that start from a mapping or a list.
  @Test(
    arguments: [
      (["a": "b"], ["a": "c"], ["a": "c"]), (["a": "b"], ["b": "c"], ["a": "b", "b": "c"]),
      (["a": "b"], ["a": .null], [:]), (["a": "b", "b": "c"], ["a": .null], ["b": "c"]),
      (["a": ["b"]], ["a": "c"], ["a": "c"]), (["a": "c"], ["a": ["b"]], ["a": ["b"]]),
      (["a": ["b": "c"]], ["a": ["b": "d", "c": .null]], ["a": ["b": "d"]]),
      (["a": [["b": "c"]]], ["a": [1]], ["a": [1]]), (["a", "b"], ["c", "d"], ["c", "d"]),
      (["a": "b"], ["c"], ["c"]), (["a": "foo"], .null, .null), (["a": "foo"], "bar", "bar"),
      ([1, 2], ["a": "b", "c": .null], ["a": "b"]), ([:], ["a": ["bb": ["ccc": .null]]], ["a": ["bb": [:]]]),
    ] as [(Value, Value, Value)])
  func theExamplesOfTheStandard(target: Value, patch: Value, result: Value) {
    #expect(target.patched(with: patch) == result)
  }

  @Test func twoPatchesMakeOne() {
    var patch = Mapping([("a", 1), ("b", ["c": 2, "d": .null]), ("e", 3)])
    patch.compose(with: Mapping([("a", .null), ("b", ["c": 4]), ("f", ["g": .null])]))
    #expect(patch == Mapping([("a", .null), ("b", ["c": 4, "d": .null]), ("e", 3), ("f", ["g": .null])]))
  }
}
