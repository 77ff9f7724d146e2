import Reports
import Testing
import YAML

@testable import Comparison

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

  @Test func `long ones are cut at their ends`() {
    let (a, b) = (String(repeating: "a", count: 300), String(repeating: "b", count: 300))
    #expect(
      values(.string(a), .string(b))
        == [String(repeating: "a", count: 159) + "…", String(repeating: "b", count: 159) + "…"])
    #expect(values(nil, .string(a)) == ["not set", String(repeating: "a", count: 159) + "…"])
  }

  @Test func `what is alike in front is left out, so that a difference is seen`() {
    let same = String(repeating: "a", count: 300)
    let lead = "…" + String(repeating: "a", count: 20)
    #expect(values(.string(same + "1"), .string(same + "2")) == [lead + "1", lead + "2"])
    #expect(values(.string(same), .string(same + "x")) == [lead, lead + "x"])
    let tail = String(repeating: "z", count: 300)
    #expect(
      values(.string(same + "1" + tail), .string(same + "2" + tail)) == [
        lead + "1" + String(repeating: "z", count: 138) + "…",
        lead + "2" + String(repeating: "z", count: 138) + "…",
      ])
    // Emoji count as what they are made of, and are not cut in two halves of a pair.
    #expect(values(.string(same + "🎉"), .string(same + "🎈")) == [lead + "🎉", lead + "🎈"])
  }
}
