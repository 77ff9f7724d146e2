import Rendering
import Settings
import TestSupport
import Testing
import WorkflowModel
import YAML

@testable import Releases

/// The text of a lock, in both formats.
struct LockTests {
  /// A state that has something of everything.
  private static func full() throws -> Release {
    var release = Release(workflow: "w")
    for minor in 0..<6 {
      try release.apply(.rendered(try ReleaseRulesTests.candidate("1.\(minor)"), RenderedAs()))
    }
    try release.apply(.pruned(keep: 4, inUse: []))
    try release.apply(.rolledBack(to: nil, reason: "slow"))
    try release.apply(.located(source: "workflows/w"))
    try release.apply(
      .configured(Mapping([("image", "registry.example/engine:1.0"), ("keep", 4)]), flags: ["keep"]))
    try release.apply(
      .overlaid(RetainedOverlay(name: "0123456789ab", fileDigest: "sha256:overlay"), running: []))
    try release.apply(
      .derived(DerivedFiles(files: ["deployment.yaml"], digest: "sha256:derived", writer: "0.1.0")))
    release.versions[0].bad = "loses mail"
    release.tombstones = [
      Tombstone(version: try VersionNumber("1.0"), digest: "sha256:code", parts: 3, bad: "x")
    ]
    release.versions[1] = RetainedVersion(
      version: release.versions[1].version, digest: "sha256:code", fileDigest: "sha256:file", parts: 2,
      fixes: release.versions[0].version)
    release.networkPolicy = .off
    release.sidecars = ["w-proxy"]
    release.renamedFrom = "v"
    return release
  }

  @Test func `a lock reads back and notices every edit`() throws {
    let release = try Self.full()
    let bytes = try LockFile.encode(release)
    #expect(try LockFile.decode(bytes, of: "w") == release)
    for position in bytes.indices {
      var edited = bytes
      edited[position] ^= 1
      #expect(throws: LockProblem.self) { try LockFile.decode(edited, of: "w") }
    }
  }

  /// A word of its own for each way, so that a program that does not know one refuses the lock.
  private static let words: [(CanaryRoute, String)] = [
    (.split, "split"), (.surge, "surge"), (.replicas, "replicas"),
  ]

  @Test(arguments: words)
  func `a lock tells how a canary's traffic is split`(route: CanaryRoute, word: String) throws {
    var release = try Self.full()
    release.canary = Canary(release.versions[1].version, weight: 25, route: route)
    let bytes = try LockFile.encode(release)
    #expect(String(decoding: bytes, as: UTF8.self).contains(", via: \(word)}\n"))
    #expect(try LockFile.decode(bytes, of: "w") == release)
  }

  @Test func `both digests stand on the first line`() throws {
    let lines = String(decoding: try LockFile.encode(try Self.full()), as: UTF8.self).split(separator: "\n")
    let first = try #require(lines.first)
    #expect(first.hasPrefix("digests: {lock: sha256:") && first.hasSuffix(", files: sha256:derived}"))
    // It is YAML as a whole.
    let root = try Reader.read(try LockFile.encode(try Self.full())).valid()?.value
    #expect(root?["digests"]?["files"] == "sha256:derived" && root?["format"] == 2)
    #expect(!lines.contains { $0.hasPrefix("derived:") })
  }

  @Test func `names of all ConfigMaps are taken`() throws {
    let names = try Self.full().configMaps
    for name in ["w-code-1-0", "w-code-1-0.2", "w-code-1-0.3", "w-code-1-3", "w-code-1-3.2"] {
      #expect(names.contains(name))
    }
    #expect(!names.contains("w-code-1-3.3") && !names.contains("w-code-1-5.2"))
  }

  private static let first = """
    format: 1
    workflow: w
    live: "1.0"
    settings: {}
    versions:
    - version: "1.0"
      digest: sha256:code
      file: sha256:file
    derived: sha256:derived
    files:
    - deployment.yaml

    """

  private static func withDigest(_ body: String) -> [UInt8] {
    Array("digest: \(DigestText.of(Array(body.utf8)))\n\(body)".utf8)
  }

  @Test func `format 1 is read, and stays as long as it says the same`() throws {
    let bytes = Self.withDigest(Self.first)
    var release = try LockFile.decode(bytes, of: "w")
    #expect(release.live?.text == "1.0" && release.derived.digest == "sha256:derived")
    #expect(try LockFile.encode(release, over: bytes, isAlone: true) == bytes)
    #expect(try LockFile.encode(release, over: bytes, isAlone: false) == LockFile.encode(release))
    // What format 1 cannot hold is a change.
    var marked = release
    marked.versions[0].bad = "loses mail"
    #expect(try LockFile.encode(marked, over: bytes, isAlone: true) == LockFile.encode(marked))
    try release.apply(.located(source: "flows/w"))
    #expect(try LockFile.encode(release, over: bytes, isAlone: true) == LockFile.encode(release))
    #expect(try LockFile.decode(try LockFile.encode(release), of: "w") == release)
  }

  @Test func `a lock with more lines for the same stays as it is while nothing else changes`() throws {
    let release = try Self.full()
    let old = try LockText.encode(LockBody.value(of: release, format: 2), files: release.derived.digest)
    #expect(old != (try LockFile.encode(release)))
    #expect(try LockFile.decode(old, of: "w") == release)
    #expect(try LockFile.encode(release, over: old, isAlone: true) == old)
    #expect(try LockFile.encode(release, over: old, isAlone: false) == LockFile.encode(release))
  }

  @Test(arguments: [
    ("format: 3\nworkflow: w\nfiles: []\n", LockProblem.newerFormat("3")),
    ("format: 99999999999999999999\nworkflow: w\n", .newerFormat("99999999999999999999")),
  ])
  func `a newer format is told, with either first line`(body: String, problem: LockProblem) throws {
    #expect(throws: problem) { try LockFile.decode(Self.withDigest(body), of: "w") }
    for rest in [", files: sha256:derived}", ", files: sha256:d, seal: x}", "}"] {
      let rest = "\(rest)\n\(body)"
      let bytes = Array("digests: {lock: \(DigestText.of(Array(rest.utf8)))\(rest)".utf8)
      #expect(throws: problem) { try LockFile.decode(bytes, of: "w") }
    }
  }

  @Test(arguments: [
    "", "\n", "digests: {lock: ", "digests: {lock: \n", "digests: {lock: sha256:0}\nformat: 2\n", "x",
  ])
  func `what is no lock is refused`(text: String) {
    #expect(throws: LockProblem.self) { try LockFile.decode(Array(text.utf8), of: "w") }
  }

  @Test(arguments: [
    ("ended: raised", "ended: lost"), ("parts: 2", "parts: 0"), ("parts: 2", "parts: two"),
    ("bad: loses mail", "bad: [1]"), ("networkPolicy: 'off'", "networkPolicy: {}"),
    ("networkPolicy: 'off'", "networkPolicy: cilium"),
    ("  keep: 4", "  keep: 4\n  networkPolicy: {kind: cilium}"),
    ("  keep: 4", "  keep: 4\n  suspend: 'true'"), ("  keep: 4", "  keep: 4\n  triggers: {cron: nightly}"),
    ("  keep: 4", "  keep: 4\n  triggers: {cron: {schedule: true}}"),
    ("  keep: 4", "  keep: 4\n  patches: {a: {target: {kind: Deployment}}}"),
    ("- deployment.yaml", "- ../x"), ("- deployment.yaml", "- /x"), ("name: 0123456789ab", "name: ../x"),
    ("sidecars:\n- w-proxy", "sidecars: w-proxy"), ("tntc: '0.1.0'", "tntc: [0]"),
  ])
  func `a value of a wrong type is refused with its line`(right: String, wrong: String) throws {
    let text = String(decoding: try LockFile.encode(try Self.full()), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let body = lines.dropFirst().joined(separator: "\n")
    let plain = body.replacing(right.replacing("'", with: "\""), with: wrong).replacing(right, with: wrong)
    try #require(plain != body, "no `\(right)` in \(body)")
    let rest = ", files: sha256:derived}\n\(plain)"
    let bytes = Array("digests: {lock: \(DigestText.of(Array(rest.utf8)))\(rest)".utf8)
    do {
      _ = try LockFile.decode(bytes, of: "w")
      Issue.record("read \(wrong)")
    } catch LockProblem.unreadable(let line, _) {
      #expect(line > 1)
    }
  }
}
