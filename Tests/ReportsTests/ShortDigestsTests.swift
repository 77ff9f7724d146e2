import Testing
import YAML

@testable import Comparison
@testable import Reports

/// Digests are shortened where nothing is lost.
struct ShortDigestsTests {
  private static let one = "sha256:3f2a9c07c1d94f5ab3d2e87f6a0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3"
  /// Begins like the first.
  private static let alike = "sha256:3f2a9c07c1d9ffffb3d2e87f6a0b1c2d3e4f5061728394a5b6c7d8e9f0a1b2c3"
  private static let two = "sha256:9c41d27ae0b5f6a7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5"

  @Test(arguments: [
    ("x@\(one) → x@\(two)", "x@sha256:3f2a9c07c1d9 → x@sha256:9c41d27ae0b5"),
    (one, "sha256:3f2a9c07c1d9"), ("", ""), ("sha256:", "sha256:"),
    // No digests, or longer words.
    ("\(one)0", "\(one)0"), ("\(one)z", "\(one)z"), (String(one.dropLast()), String(one.dropLast())),
    (one.uppercased(), one.uppercased()), ("sha512:\(one.dropFirst(7))", "sha512:\(one.dropFirst(7))"),
    ("\(one), \(one)é", "sha256:3f2a9c07c1d9, sha256:3f2a9c07c1d9é"),
  ])
  func `the first 12 digits stand for a digest`(text: String, short: String) {
    #expect(ShortDigests(of: [text]).text(text) == short)
  }

  @Test func `digests that begin alike are whole`() {
    let digests = ShortDigests(of: ["a \(Self.one)", "b \(Self.alike) \(Self.two)"])
    #expect(digests.text(Self.one) == Self.one)
    #expect(digests.text(Self.alike) == Self.alike)
    #expect(digests.text(Self.two) == "sha256:9c41d27ae0b5")
    // So is one that somebody wrote out shorter.
    #expect(ShortDigests(of: [Self.one, "sha256:3f2a9c07c1d9"]).text(Self.one) == Self.one)
  }

  @Test func `what is new or gone is whole`() {
    let digests = ShortDigests(of: [Self.one, Self.two])
    let path = FieldPath([.key("image")])
    let (one, two): (Value, Value) = (["x": .string(Self.one)], [.string("y@\(Self.two)")])
    #expect(
      digests.field(FieldChange(path: path, from: one, to: two))
        == FieldChange(path: path, from: ["x": "sha256:3f2a9c07c1d9"], to: ["y@sha256:9c41d27ae0b5"]))
    let added = FieldChange(path: path, from: nil, to: one)
    #expect(digests.field(added) == added)
    let container = Risk.container(object: "deployment/w", path: "image", from: nil, to: Self.one)
    #expect(digests.text(RiskText.text(container), of: container).hasSuffix(Self.one))
    let changed = Risk.container(object: "deployment/w", path: "image", from: Self.one, to: Self.two)
    #expect(
      digests.text(RiskText.text(changed), of: changed).hasSuffix("sha256:3f2a9c07c1d9 → sha256:9c41d27ae0b5")
    )
  }
}
