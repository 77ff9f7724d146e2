import Foundation
import TestSupport
import Testing

/// Every operation of git that can leave the state of a workflow in conflict, with every pair of things that two sides
/// may have done to it.
///
/// Whatever the row, `resolve` leaves a tree without marks that `verify` is content with, or leaves all as it is and asks
/// which side decides. What it says is to be done next brings git's operation to its end.
struct MergeTableTests {
  /// What `resolve` does where two sides met.
  struct Row: CustomTestStringConvertible, Sendable {
    let here: MergeScene.Act
    let there: MergeScene.Act
    /// What is live then; nil when it asks which side decides.
    var live: String?
    /// What is live with the decision of `here`, and with that of `there`; nil for a workflow that is gone.
    var decided: (here: String?, there: String?) = (nil, nil)
    /// What it says.
    var says: [String] = []

    var testDescription: String { "\(here) here, \(there) there" }
  }

  static let rows = [
    // Both took 1.6: one side has it, and no version the code of both.
    Row(
      here: .version, there: .version, live: "1.6",
      says: ["1.6 is the one of", "had other code under this number"]),
    Row(here: .version, there: .next, live: "2.0", says: ["no version has the code of both sides"]),
    Row(
      here: .rollback, there: .promote, decided: ("1.3", "1.5"), says: ["what is live", "live 1.3, pinned"]),
    Row(
      here: .canary, there: .rollback, decided: ("1.4", "1.3"), says: ["what is live", "canary 1.5 at 25 %"]),
    Row(here: .bad, there: .promote, decided: ("1.4", "1.5"), says: ["1.5 is bad (wrong totals)"]),
    Row(here: .canary, there: .promote, decided: ("1.4", "1.5"), says: ["what is live"]),
    Row(here: .canary, there: .version, decided: ("1.4", "1.6"), says: ["what is live"]),
    Row(
      here: .image, there: .image, decided: ("1.4", "1.4"), says: ["`image`", "engine:here", "engine:there"]),
    Row(here: .image, there: .version, live: "1.6"),
    Row(here: .image, there: .rollback, live: "1.3"),
    Row(here: .image, there: .canary, live: "1.4"),
    Row(here: .prune, there: .oldest, live: "1.0"),
    Row(here: .prune, there: .version, live: "1.6"),
    Row(
      here: .remove, there: .version, decided: (nil, "1.6"), says: ["removes it", "keeps it with live 1.6"]),
    Row(
      here: .rollback, there: .remove, decided: ("1.3", nil), says: ["removes it", "keeps it with live 1.3"]),
  ]

  /// The number of what was undone has been on the branch, so that it is not given again: the sides have two of them.
  private static func isApart(_ operation: MergeScene.Operation, _ there: MergeScene.Act) -> Bool {
    operation == .revert && there == .version
  }

  @Test(arguments: rows, MergeScene.Operation.allCases)
  func `resolve leaves a whole tree, or asks`(row: Row, operation: MergeScene.Operation) throws {
    var row = row
    if row.here == .version, Self.isApart(operation, row.there) {
      (row.live, row.says) = ("1.7", ["no version has the code of both sides"])
    }
    try withTemporaryFolder { place in
      let scene = try MergeScene(
        operation, here: [row.here], there: [row.there], in: place.appending(path: "all"))
      #expect(try scene.isWaiting)
      let before = try Snapshot(of: scene.folder)
      let first = try scene.shell("tntc resolve")
      if let live = row.live {
        try Self.check(scene, first, row, live: live)
        return
      }
      #expect(first.status == 1, "\(first.summary)")
      for text in row.says + ["--ours", "--theirs"] {
        #expect(first.errors.contains(text), "\(first.summary)")
      }
      #expect(try Snapshot(of: scene.folder).differences(from: before) == [])
      for (side, live) in [("here", row.decided.here), ("there", row.decided.there)] {
        let chosen = try scene.copy(to: place.appending(path: side))
        let option = (side == "here") == operation.isTurned ? "--theirs" : "--ours"
        try Self.check(chosen, try chosen.shell("tntc resolve \(option)"), row, live: live, says: [])
      }
    }
  }

  /// What holds after `resolve`, and after what it said is to be done.
  private static func check(
    _ scene: MergeScene, _ ending: Ending, _ row: Row, live: String?, says: [String]? = nil
  ) throws {
    #expect(ending.status == 0, "\(ending.summary)")
    for text in says ?? row.says { #expect(ending.output.contains(text), "\(ending.summary)") }
    #expect(try scene.marks(in: "deploy").isEmpty)
    for (file, line) in try scene.marks(in: "w") where live != nil {
      #expect(
        ending.errors.contains("\(file):\(line):1: warning: still has conflict markers"), "\(ending.summary)")
    }
    let verified = try scene.shell("tntc verify")
    #expect(verified.status == 0, "\(verified.summary)")
    let tree = try Snapshot(of: scene.folder.appending(path: "deploy"))
    let again = try scene.shell("tntc resolve")
    #expect(again.status == 0, "\(again.summary)")
    #expect(try Snapshot(of: scene.folder.appending(path: "deploy")).differences(from: tree) == [])
    try finish(ending.output, in: scene)
    let lock = tree.text("w/release.lock")
    #expect(lock.map { $0.contains("live: \"\(live ?? "")\"") } ?? (live == nil), "\(lock ?? "no lock")")
  }

  private static func finish(_ output: String, in scene: MergeScene) throws {
    #expect(try scene.follow(output) == [])
    let left = try scene.shell("git status --porcelain")
    #expect(left.output == "", "\(left.summary)")
    let heads = try scene.shell("ls .git | grep -E 'MERGE_HEAD|PICK_HEAD|REVERT_HEAD|^rebase-'")
    #expect(heads.output == "", "git goes on waiting: \(heads.summary)")
    let done = try scene.shell("tntc resolve")
    #expect(done.status == 1 && done.errors.contains("nothing to resolve"), "\(done.summary)")
    let removed = !FileManager.default.fileExists(atPath: scene.folder.appending(path: "w").path)
    for command in ["tntc verify", removed ? "true" : "tntc render --check"] {
      let ending = try scene.shell(command)
      #expect(ending.status == 0, "\(command): \(ending.summary)")
    }
  }

  @Test(arguments: [MergeScene.Act.version, .next], MergeScene.Operation.allCases)
  func `the merged source gets the next number`(there: MergeScene.Act, operation: MergeScene.Operation) throws
  {
    try withTemporaryFolder { place in
      let scene = try MergeScene(
        operation, here: [.version], there: [there], in: place.appending(path: "all"))
      let ending = try scene.shell("tntc resolve --bump")
      #expect(ending.status == 0, "\(ending.summary)")
      let next = Self.isApart(operation, there) ? "1.8" : there == .version ? "1.7" : "2.1"
      #expect(ending.output.contains("→ \(next)"), "\(ending.summary)")
      let files = try Snapshot(of: scene.folder)
      let base = MergeScene.workflow.replacingOccurrences(of: "\"1.0\"", with: "\"\(next)\"")
      #expect(files.text("w/workflow.yaml") == base)
      let code = files.text("deploy/w/versions/\(next).yaml") ?? ""
      #expect(code.contains("// version") && code.contains("// \(there)"))
      #expect(try scene.marks(in: "w").isEmpty && scene.marks(in: "deploy").isEmpty)
      let again = try scene.shell("tntc resolve --bump")
      #expect(again.status == 0, "\(again.summary)")
      #expect(try Snapshot(of: scene.folder.appending(path: "w")).text("workflow.yaml") == base)
      try Self.finish(ending.output, in: scene)
    }
  }
}
