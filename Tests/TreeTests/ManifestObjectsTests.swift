import Testing
import Tree

struct ManifestObjectsTests {
  private func names(_ text: String) -> [String] {
    ManifestObjects.references(in: Array(text.utf8)).map(\.text)
  }

  @Test(arguments: ["---\n", "--- \n", "--- # one more\n", "---\r\n", "---\t\n", "--- "])
  func `a document begins with its mark, whatever stands behind it`(mark: String) {
    let (one, two) = ("{kind: A, metadata: {name: a}}\n", "{kind: B, metadata: {name: b}}\n")
    #expect(names(one + mark + two) == ["a/a", "b/b"])
    #expect(names(mark + one + mark + two) == ["a/a", "b/b"])
  }

  @Test func `text in an object begins no document`() {
    #expect(names("kind: A\nmetadata: {name: a}\ndata:\n  x: |\n    a\n    ---\n    b\n") == ["a/a"])
    #expect(names("kind: A\nmetadata: {name: a}\n---x: 1\n") == ["a/a"])
  }

  @Test func `a list stands for its items`() {
    let list = """
      kind: List
      metadata: {name: l}
      items:
      - {kind: A, metadata: {name: a}}
      - {kind: BList, items: [{kind: B, metadata: {name: b}}]}
      """
    #expect(names(list) == ["a/a", "b/b"])
    #expect(names("{kind: PriceList, metadata: {name: p}, spec: {items: []}}") == ["pricelist/p"])
  }
}
