import Testing
import YAML

@testable import Comparison
@testable import Reports

/// Values of fields, as far as a line has room.
struct FieldTextTests {
  private func values(_ from: Value?, _ to: Value?) -> [String] {
    let (old, new) = FieldText.values(FieldChange(path: FieldPath(), from: from, to: to))
    return [old, new]
  }

  @Test func `short values are whole`() {
    #expect(values("a", "b") == ["a", "b"])
    #expect(values(nil, "") == ["not set", "\"\""])
    #expect(values(["a": 1], .bool(true)) == ["{\"a\":1}", "true"])
    let long = Value.string(String(repeating: "a", count: 160))
    #expect(values(long, nil) == [String(repeating: "a", count: 160), "not set"])
  }

  /// What is said for the end of a value.
  private func cut(_ count: Int) -> String {
    "… (\(count) more characters; `tntc diff --format json` has all)"
  }

  @Test func `long ones are cut at their ends`() {
    let (a, b) = (String(repeating: "a", count: 300), String(repeating: "b", count: 300))
    #expect(
      values(.string(a), .string(b))
        == [
          String(repeating: "a", count: 160) + cut(140), String(repeating: "b", count: 160) + cut(140),
        ])
    #expect(values(nil, .string(a)) == ["not set", String(repeating: "a", count: 160) + cut(140)])
  }

  @Test(arguments: ["image", "command", "args", "host", "cidr", "matchPattern"])
  func `what runs and who is reached is whole`(field: String) {
    let long = String(repeating: "a", count: 1000)
    let change = FieldChange(path: FieldPath([.key(field)]), from: .string(long), to: .string(long + "1"))
    let (old, new) = FieldText.values(change)
    #expect([old, new] == [long, long + "1"])
  }

  @Test func `a long value is told by its parts`() throws {
    let image = "registry.example/" + String(repeating: "x", count: 200) + ":1"
    let container: Value = [
      "name": "side", "image": .string(image), "args": ["--level", "debug"],
      "env": [["name": "TOKEN_FILE", "value": .string(String(repeating: "v", count: 200))]],
    ]
    let path = FieldPath([.key("containers"), .item(["name": "side"])])
    let lines = FieldParts.all(FieldChange(path: path, from: nil, to: container)).map(FieldText.line)
    #expect(
      lines == [
        "containers[side].image: not set → \(image)",
        "containers[side].args: not set → [\"--level\",\"debug\"]",
        "containers[side].env[TOKEN_FILE].value: not set → \(String(repeating: "v", count: 160))\(cut(40))",
      ])
  }

  @Test func `of long lists the items are told that one side alone has`() {
    func rule(_ host: String) -> Value { ["to": [["host": .string(host)]], "ports": [["port": 443]]] }
    let (a, b, c) = (rule("a.example"), rule("b.example"), rule(String(repeating: "c", count: 200)))
    let path = FieldPath([.key("egress")])
    let change = FieldChange(path: path, from: [a, b], to: [c, b])
    #expect(
      FieldParts.all(change).map(FieldText.line) == [
        "egress[0]: {\"to\":[{\"host\":\"a.example\"}],\"ports\":[{\"port\":443}]} → not set",
        "egress[0].to[0].host: not set → \(String(repeating: "c", count: 200))",
        "egress[0].ports: not set → [{\"port\":443}]",
      ])
    let other = FieldChange(path: path, from: [a], to: [b])
    #expect(FieldParts.all(other) == [other])
  }

  @Test func `what is alike in front is left out, so that a difference is seen`() {
    let same = String(repeating: "a", count: 300)
    let lead = "…" + String(repeating: "a", count: 20)
    #expect(values(.string(same + "1"), .string(same + "2")) == [lead + "1", lead + "2"])
    #expect(values(.string(same), .string(same + "x")) == [lead, lead + "x"])
    let tail = String(repeating: "z", count: 300)
    #expect(
      values(.string(same + "1" + tail), .string(same + "2" + tail)) == [
        lead + "1" + String(repeating: "z", count: 139) + cut(161),
        lead + "2" + String(repeating: "z", count: 139) + cut(161),
      ])
    // Emoji count as what they are made of, and are not cut in two halves of a pair.
    #expect(values(.string(same + "🎉"), .string(same + "🎈")) == [lead + "🎉", lead + "🎈"])
  }
}
