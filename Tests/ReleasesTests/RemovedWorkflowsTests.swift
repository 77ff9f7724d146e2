import Testing
import WorkflowModel
import YAML

@testable import Releases

/// The record of workflows that left a tree.
struct RemovedWorkflowsTests {
  private static func record(_ removed: Value) throws -> RemovedWorkflows {
    try RemovedWorkflows(try LockText.encode(["format": 1, "removed": removed, "epoch": "new"]))
  }

  private static func release(_ name: String, _ versions: [String]) throws -> Release {
    var release = Release(workflow: name)
    release.versions = try versions.map {
      RetainedVersion(version: try VersionNumber($0), digest: "sha256:\($0)", fileDigest: "")
    }
    return release
  }

  @Test func `what a newer tntc recorded stays in every place`() throws {
    var record = try Self.record([
      [
        "workflow": "a", "team": "red",
        "versions": [["version": "1.0", "digest": "sha256:1.0", "signed": "yes"]],
      ]
    ])
    record.add(try Self.release("a", ["1.1"]))
    record.add(try Self.release("b", ["2.0"]))
    let expected: Mapping = [
      "format": 1,
      "removed": [
        [
          "workflow": "a", "team": "red",
          "versions": [
            ["version": "1.0", "digest": "sha256:1.0", "signed": "yes"],
            ["version": "1.1", "digest": "sha256:1.1"],
          ],
        ],
        ["workflow": "b", "versions": [["version": "2.0", "digest": "sha256:2.0"]]],
      ],
      "epoch": "new",
    ]
    #expect(try record.bytes == LockText.encode(expected))
  }

  @Test func `a number with two contents is there twice, however it came`() throws {
    let one: Value = [["workflow": "a", "versions": [["version": "1.0", "digest": "sha256:x"]]]]
    let other: Value = [["workflow": "a", "versions": [["version": "1.0", "digest": "sha256:y"]]]]
    let merged = try Self.record(one).merged(with: try Self.record(other))
    #expect(merged.tombstones(of: "a").map(\.digest) == ["sha256:x", "sha256:y"])
    #expect(merged == (try Self.record(other).merged(with: try Self.record(one))))
    #expect(merged.workflows == ["a"])
  }
}
