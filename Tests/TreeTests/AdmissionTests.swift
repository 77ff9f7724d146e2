import Releases
import Testing
import WorkflowModel
import YAML

/// The rules by which versions join and leave a workflow's releases, without a disk.
@Suite struct AdmissionTests {
  private func version(_ text: String) throws -> VersionNumber { try VersionNumber(text) }

  private func candidate(_ text: String, _ content: String = "code") throws -> Candidate {
    Candidate(version: try version(text), digest: "sha256:\(content)", fileDigest: "sha256:file-\(content)")
  }

  private func options(stage: Bool = false, amend: Bool = false) -> AdmissionOptions {
    var options = AdmissionOptions()
    options.stage = stage
    options.amend = amend
    return options
  }

  private func release(_ versions: String...) throws -> Release {
    var release = Release(workflow: "w")
    for text in versions { _ = try release.admit(try candidate(text), options()) { [] } }
    return release
  }

  @Test func aNewVersionGoesLive() throws {
    let release = try release("1.0", "1.1")
    #expect(release.live == (try version("1.1")))
    #expect(release.versions.map(\.version.text) == ["1.0", "1.1"])
  }

  @Test func aStagedVersionWaits() throws {
    var release = try release("1.0")
    #expect(try release.admit(candidate("1.1"), options(stage: true)) { [] } == .added)
    #expect(release.live?.text == "1.0")
    #expect(release.staged.map(\.text) == ["1.1"])
    // Rendered again without --stage it is not new, so it still waits.
    #expect(try release.admit(candidate("1.1"), options()) { [] } == .known)
    #expect(release.live?.text == "1.0")
  }

  @Test func otherContentIsRefusedWithTheFilesThatDiffer() throws {
    var release = try release("1.0")
    #expect(throws: Refusal.contentDiffers(try version("1.0"), files: ["nodes/a.ts"], isNewest: true)) {
      try release.admit(try candidate("1.0", "other"), options()) { ["nodes/a.ts"] }
    }
  }

  @Test func onlyTheNewestCanBeAmended() throws {
    var release = Release(workflow: "w")
    for text in ["1.0", "1.1"] { _ = try release.admit(try candidate(text), options(stage: true)) { [] } }
    #expect(try release.admit(candidate("1.1", "other"), options(amend: true)) { [] } == .amended)
    #expect(release[try version("1.1")]?.digest == "sha256:other")
    #expect(throws: Refusal.contentDiffers(try version("1.0"), files: [], isNewest: false)) {
      try release.admit(try candidate("1.0", "other"), options(amend: true)) { [] }
    }
  }

  @Test func aNumberIsNeverUsedTwice() throws {
    var release = try release("1.0", "1.1", "1.2", "1.3", "1.4")
    #expect(release.retain(4, inUse: []).map(\.text) == ["1.0"])
    #expect(release.tombstones.map(\.version.text) == ["1.0"])
    release.live = nil
    #expect(throws: Refusal.numberUsed(try version("1.0"))) {
      try release.admit(try candidate("1.0", "other"), options()) { [] }
    }
    #expect(try release.admit(candidate("1.0"), options(stage: true)) { [] } == .added)
    #expect(release.tombstones.isEmpty)
  }

  @Test func aNumberHasOneSpelling() throws {
    var release = try release("1.0")
    #expect(throws: Refusal.sameNumber(try version("1.0.0"), existing: try version("1.0"))) {
      try release.admit(try candidate("1.0.0"), options()) { [] }
    }
  }

  @Test func aVersionBelowTheLiveOneIsRefused() throws {
    var release = try release("1.0", "1.1")
    #expect(
      throws: Refusal.lowerThanLive(
        try version("1.0"), live: try version("1.1"),
        back: Refusal.WayBack(to: try version("1.0"), endsCanary: false))
    ) {
      try release.admit(try candidate("1.0"), options()) { [] }
    }
  }

  @Test func whatIsInUseStaysWhateverItsAge() throws {
    var release = Release(workflow: "w")
    for minor in 0..<8 { _ = try release.admit(try candidate("1.\(minor)"), options()) { [] } }
    #expect(
      release.retain(4, inUse: [try version("1.0"), try version("1.2")]).map(\.text) == [
        "1.1", "1.3", "1.4", "1.5",
      ])
    #expect(release.versions.map(\.version.text) == ["1.0", "1.2", "1.6", "1.7"])
    #expect(release.retain(0, inUse: []).isEmpty, "at least four stay")
  }

  @Test func theLockReadsBackAndNoticesEveryEdit() throws {
    var release = try release("1.0", "1.1", "1.2", "1.3", "1.4")
    _ = release.retain(4, inUse: [])
    release.source = "workflows/w"
    release.settings = Mapping([("image", "registry.example/engine:1.0"), ("keep", 4)])
    release.flags = ["keep"]
    release.overlays = [RetainedOverlay(name: "0123456789ab", fileDigest: "sha256:overlay")]
    release.overlay = "0123456789ab"
    release.derivedDigest = "sha256:derived"
    release.derivedFiles = ["deployment.yaml"]
    let bytes = try LockFile.encode(release)
    #expect(try LockFile.decode(bytes) == release)
    for position in bytes.indices {
      var edited = bytes
      edited[position] ^= 1
      #expect(throws: LockProblem.self) { try LockFile.decode(edited) }
    }
  }
}
