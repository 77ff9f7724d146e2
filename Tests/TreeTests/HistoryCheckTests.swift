import Diagnostics
import Foundation
import Rendering
import Settings
import TestSupport
import Testing
import WorkflowModel

@testable import Releases
@testable import Tree

/// What `verify --against` says of a tree, by the lock that another revision has.
struct HistoryCheckTests {
  /// A lock in a few words.
  struct Lock: Sendable {
    /// Numbers, and what they stand for.
    var versions: [String: String] = [:]
    var tombstones: [String: String] = [:]
    /// What `removed.lock` has of it.
    var removed: [String: String] = [:]
    var live: String?
    var canary: String?
    var pin: String?
    var overlays: [String: String] = [:]

    func release(source: String? = nil) throws -> Release {
      var release = Release(workflow: "w")
      release.versions = try versions.map {
        RetainedVersion(
          version: try VersionNumber($0.key), digest: "sha256:\($0.value)",
          fileDigest: "sha256:file-\($0.value)")
      }.sorted { $0.version < $1.version }
      release.tombstones = try Self.tombstones(tombstones)
      release.live = try live.map { try VersionNumber($0) }
      release.canary = try canary.map { Canary(try VersionNumber($0), weight: 10, route: .replicas) }
      release.pin = try pin.map { Pin(try VersionNumber($0)) }
      release.overlays = overlays.map { RetainedOverlay(name: $0.key, fileDigest: $0.value) }
      release.source = source
      return release
    }

    static func tombstones(_ numbers: [String: String]) throws -> [Tombstone] {
      try numbers.map { Tombstone(version: try VersionNumber($0.key), digest: "sha256:\($0.value)") }
        .sorted { $0.version < $1.version }
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: Lock
    let now: Lock
    /// Severity, path and the beginning of each message.
    let findings: [String]

    init(_ description: String, _ before: Lock, _ now: Lock, _ findings: String...) {
      (testDescription, self.before, self.now, self.findings) = (description, before, now, findings)
    }
  }

  private static let dropped = "warning deploy/w/versions/1.0.yaml was dropped while main still runs it"
  private static let forgotten =
    "warning deploy/w/versions/1.0.yaml is gone and the lock does not record its number"
  private static let other = "error deploy/w/versions/1.0.yaml has other code than main has"

  private static let rows = [
    Row(
      "nothing changed", Lock(versions: ["1.0": "a"], live: "1.0"), Lock(versions: ["1.0": "a"], live: "1.0")),
    Row(
      "another version is live", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.1"),
      Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.0", pin: "1.0")),
    Row(
      "a version has other content", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.1"),
      Lock(versions: ["1.0": "a", "1.1": "c"], live: "1.1"),
      "error deploy/w/versions/1.1.yaml differs from main"),
    Row(
      "an overlay has other content", Lock(overlays: ["0a0000000000": "a"]),
      Lock(overlays: ["0a0000000000": "b"]),
      "error deploy/w/versions/config-0a0000000000.yaml differs from main"),
    Row("an overlay goes", Lock(overlays: ["0a0000000000": "a"]), Lock(overlays: ["0b0000000000": "b"])),
    Row(
      "an old version is dropped", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.1"),
      Lock(versions: ["1.1": "b"], tombstones: ["1.0": "a"], live: "1.1")),
    Row(
      "the live version is dropped", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.0"),
      Lock(versions: ["1.1": "b"], tombstones: ["1.0": "a"], live: "1.1"), dropped),
    Row(
      "the canary is dropped", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.1", canary: "1.0"),
      Lock(versions: ["1.1": "b"], tombstones: ["1.0": "a"], live: "1.1"), dropped),
    Row(
      "the pinned version is dropped", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.0", pin: "1.0"),
      Lock(versions: ["1.1": "b"], tombstones: ["1.0": "a"], live: "1.1"), dropped),
    Row(
      "a version is gone without a trace", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.1"),
      Lock(versions: ["1.1": "b"], live: "1.1"), forgotten),
    Row(
      "a version is gone, and another had its number", Lock(versions: ["1.0": "a", "1.1": "b"], live: "1.1"),
      Lock(versions: ["1.1": "b"], tombstones: ["1.0": "c"], live: "1.1"), other),
    Row(
      "a number that was dropped is used again", Lock(versions: ["1.1": "b"], tombstones: ["1.0": "a"]),
      Lock(versions: ["1.0": "c", "1.1": "b"]), other,
      "notice deploy/w/versions/1.0.yaml was added, and cannot be compared with its source"),
    Row(
      "what was dropped comes back as it was", Lock(versions: ["1.1": "b"], tombstones: ["1.0": "a"]),
      Lock(versions: ["1.0": "a", "1.1": "b"]),
      "notice deploy/w/versions/1.0.yaml was added, and cannot be compared with its source"),
    Row(
      "a number that was dropped is forgotten", Lock(versions: ["1.1": "b"], tombstones: ["1.0": "a"]),
      Lock(versions: ["1.1": "b"]),
      "warning deploy/w/versions/1.0.yaml left the tree, and no lock records its number"),
    Row(
      "a workflow was removed and comes again", Lock(versions: ["1.0": "a"], live: "1.0"),
      Lock(versions: ["1.1": "b"], removed: ["1.0": "a"], live: "1.1"), dropped,
      "notice deploy/w/versions/1.1.yaml was added"),
    Row(
      "a number of a workflow that was removed is used again", Lock(removed: ["1.0": "a"]),
      Lock(versions: ["1.0": "c"], removed: ["1.0": "a"]), other,
      "notice deploy/w/versions/1.0.yaml was added"),
    Row(
      "two branches dropped one number", Lock(tombstones: ["1.0": "a"]), Lock(tombstones: ["1.0": "b"]), other
    ),
  ]

  @Test(arguments: rows)
  func `what changed since a revision`(row: Row) throws {
    let removed = try (Lock.tombstones(row.before.removed), Lock.tombstones(row.now.removed))
    let found = try Self.findings(row.now.release(), before: row.before.release(), removed: removed)
    #expect(found.count == row.findings.count, "\(found)")
    for (finding, expected) in zip(found, row.findings) { #expect(finding.hasPrefix(expected), "\(found)") }
  }

  /// Each finding with its severity and path, in order.
  private static func findings(
    _ now: Release, before: Release?, sources: String = "/nonexistent",
    removed: (before: [Tombstone], now: [Tombstone]) = ([], [])
  ) throws -> [String] {
    let now = try RetainedWorkflow(path: "deploy/w", files: [Release.lockFile: try LockFile.encode(now)])
    let check = HistoryCheck(now: now, before: before, revision: "main", sources: sources, removed: removed)
    return check.findings().map { "\($0.severity) \($0.path) \($0.message)" }
  }

  /// A version that is new is compared with the source that it has to come from.
  @Test(arguments: [
    ("1.0", "one", []),
    ("1.0", "two", ["error deploy/w/versions/1.0.yaml was added with other code than its source `flows/w`"]),
    ("1.1", "one", ["warning deploy/w/versions/1.0.yaml was added, and its source `flows/w` is at 1.1"]),
  ])
  func `what was added`(version: String, code: String, expected: [String]) throws {
    try withTemporaryFolder { folder in
      try Self.write("1.0", "one", in: folder)
      let digest = try WorkflowInput.read(folder.appending(path: "flows/w").path).digest
      var release = try Lock(versions: ["1.0": "a"], live: "1.0").release(source: "flows/w")
      release.versions = [
        RetainedVersion(version: try VersionNumber("1.0"), digest: digest, fileDigest: "sha256:file")
      ]
      try Self.write(version, code, in: folder)
      let before = try Lock(versions: [:]).release()
      for earlier in [before, nil] {
        let found = try Self.findings(release, before: earlier, sources: folder.path)
        #expect(found.count == expected.count, "\(found)")
        for (finding, start) in zip(found, expected) { #expect(finding.hasPrefix(start), "\(found)") }
      }
      // What the revision has already was compared when it came.
      #expect(try Self.findings(release, before: release, sources: folder.path) == [])
    }
  }

  @Test func `a source that cannot be read is told`() throws {
    let release = try Lock(versions: ["1.0": "a"], live: "1.0").release(source: "flows/w")
    let found = try Self.findings(release, before: nil)
    #expect(
      found.map {
        $0.hasPrefix("warning deploy/w/versions/1.0.yaml was added, and its source `flows/w` cannot")
      }
        == [true], "\(found)")
  }

  private static func write(_ version: String, _ code: String, in folder: URL) throws {
    let text = """
      name: w
      version: "\(version)"
      triggers: [{type: manual}]
      nodes: {work: {path: nodes/work.ts}}

      """
    try folder.write(Array(text.utf8), to: "flows/w/workflow.yaml")
    try folder.write(Array("export default () => \"\(code)\";\n".utf8), to: "flows/w/nodes/work.ts")
  }
}
