import Patches
import TestSupport
import Testing
import YAML

/// What a JSON patch makes of an object (RFC 6902): a row for each rule, and kustomize does the same.
@Suite struct JSONPatchTests {
  /// The rule, `data` of an object before, the operations with paths below it, and `data` after.
  static let rules: [(String, String, String, String)] = [
    ("add a member", "{a: 1}", "[{op: add, path: /b, value: 2}]", "{a: 1, b: 2}"),
    ("add replaces", "{a: 1}", "[{op: add, path: /a, value: {x: [1]}}]", "{a: {x: [1]}}"),
    ("add an item before another", "{a: [1, 2]}", "[{op: add, path: /a/1, value: 9}]", "{a: [1, 9, 2]}"),
    ("add an item behind the last", "{a: [1, 2]}", "[{op: add, path: /a/2, value: 9}]", "{a: [1, 2, 9]}"),
    ("- is behind the last", "{a: [1, 2]}", "[{op: add, path: /a/-, value: 9}]", "{a: [1, 2, 9]}"),
    ("-1 is where - is, to add", "{a: [1, 2]}", "[{op: add, path: /a/-1, value: 9}]", "{a: [1, 2, 9]}"),
    ("-1 is the last item, otherwise", "{a: [1, 2]}", "[{op: remove, path: /a/-1}]", "{a: [1]}"),
    (
      "negative indices on the way", "{a: [{x: 1}, {x: 2}]}", "[{op: replace, path: /a/-2/x, value: 9}]",
      "{a: [{x: 9}, {x: 2}]}"
    ),
    ("remove a member", "{a: 1, b: 2}", "[{op: remove, path: /a}]", "{b: 2}"),
    ("replace a member", "{a: 1}", "[{op: replace, path: /a, value: x}]", "{a: x}"),
    ("replace what is not there adds it", "{a: 1}", "[{op: replace, path: /b, value: x}]", "{a: 1, b: x}"),
    ("replace an item", "{a: [1, 2]}", "[{op: replace, path: /a/0, value: 9}]", "{a: [9, 2]}"),
    ("move", "{a: {x: 1}, b: 2}", "[{op: move, from: /a/x, path: /c}]", "{a: {}, b: 2, c: 1}"),
    ("move within a list", "{a: [1, 2, 3]}", "[{op: move, from: /a/0, path: /a/2}]", "{a: [2, 3, 1]}"),
    ("copy", "{a: {x: 1}}", "[{op: copy, from: /a, path: /b}]", "{a: {x: 1}, b: {x: 1}}"),
    (
      "test", "{a: {x: [1, y]}}", "[{op: test, path: /a, value: {x: [1, y]}}, {op: remove, path: /a/x/0}]",
      "{a: {x: [y]}}"
    ),
    (
      "test for nothing", "{a: 1}", "[{op: test, path: /b, value: null}, {op: add, path: /b, value: 2}]",
      "{a: 1, b: 2}"
    ),
    (
      "escapes", "{a/b: 1, m~n: 2}", "[{op: remove, path: /a~1b}, {op: replace, path: /m~0n, value: 3}]",
      "{m~n: 3}"
    ),
    ("~01 is ~1", "{~1: 1, b: 2}", "[{op: remove, path: /~01}]", "{b: 2}"),
    ("an empty key", "{'': 1, b: 2}", "[{op: remove, path: /}]", "{b: 2}"),
    ("null is a value", "{a: 1}", "[{op: add, path: /b, value: null}]", "{a: 1, b: null}"),
    (
      "a directive is a value", "{a: 1}", "[{op: add, path: /b, value: {$patch: delete}}]",
      "{a: 1, b: {$patch: delete}}"
    ),
  ]

  private static func object(_ data: String) throws -> Value {
    ["apiVersion": "example.com/v1", "kind": "Data", "metadata": ["name": "w"], "data": try yaml(data)]
  }

  private static func operations(_ text: String) throws -> Value {
    guard case .sequence(let operations) = try yaml(text) else { return .null }
    return .sequence(
      operations.map { operation in
        guard case .mapping(var members) = operation else { return operation }
        for key in ["path", "from"] { members[key] = members[key]?.text.map { .string("/data\($0)") } }
        return .mapping(members)
      })
  }

  @Test(arguments: rules) func changes(_ rule: String, _ data: String, _ patch: String, _ result: String)
    throws
  {
    #expect(try applied(Self.operations(patch), to: Self.object(data)) == Self.object(result))
  }

  @Test(.needs(Tool.pinnedKubectls), arguments: Tool.pinnedKubectls)
  func kustomizeDoesTheSame(_ kubectl: Tool) throws {
    let cases = try Self.rules.map { rule in
      KustomizeJudge.Case(object: try Self.object(rule.1), patch: try Self.operations(rule.2))
    }
    for (rule, result) in zip(Self.rules, try KustomizeJudge(kubectl: kubectl).judge(cases)) {
      #expect(try result == Self.object(rule.3), "\(rule.0), by \(kubectl.name)")
    }
  }

  /// An object without annotations, operations, and its annotations after.
  static let annotations: [(String, String)] = [
    ("[{op: add, path: /metadata/annotations/a, value: b}]", "{a: b}"),
    ("[{op: add, path: /metadata/annotations, value: {a: 1, b: true}}]", "{a: '1', b: 'true'}"),
    ("[{op: add, path: /metadata/annotations/a, value: b}, {op: remove, path: /metadata/annotations/a}]", ""),
    ("[{op: remove, path: /metadata/annotations}]", ""),
  ]

  @Test(.needs(.kubectl)) func annotationsAreAlwaysThere() throws {
    let object = try Self.object("{}")
    let cases = try Self.annotations.map { KustomizeJudge.Case(object: object, patch: try yaml($0.0)) }
    for (row, theirs) in zip(Self.annotations, try KustomizeJudge().judge(cases)) {
      let ours = try applied(try yaml(row.0), to: object)
      #expect(ours == theirs)
      #expect(try ours?["metadata"]?["annotations"] ?? .null == yaml(row.1), "\(row.0)")
    }
  }

  @Test func textIsReadAsWhatItHolds() throws {
    let object = try Self.object("{a: 1}")
    #expect(try applied("- op: remove\n  path: /data/a\n", to: object) == Self.object("{}"))
    #expect(try applied("data:\n  a: null\n", to: object) == Self.object("{}"))
    #expect(try applied("{\"data\": {\"b\": 2}}", to: object) == Self.object("{a: 1, b: 2}"))
  }
}
