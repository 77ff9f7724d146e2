import Foundation
import TestSupport
import Testing

/// What goes wrong around the commands that change a tree without a source.
struct ReleaseMishapTests {
  private static func released(_ workshop: Workshop) throws {
    for minor in 0..<3 {
      try workshop.write("alpha", version: "1.\(minor)", code: "\(minor)")
      #expect(try workshop.render().status == 0)
    }
  }

  @Test func twoCommandsAtOnceLeaveATreeThatIsWhole() throws {
    try Workshop.with { workshop in
      try Self.released(workshop)
      let commands = [
        ["rollback", "alpha"], ["promote", "alpha", "--accept-bad"],
        ["canary", "alpha", "--version", "1.1", "--weight", "20", "--surge"],
        ["canary", "alpha", "--abort"], ["render", "flows"],
      ]
      for _ in 1...5 {
        let running = try commands.map { try Running([Program.path] + $0, in: workshop.folder) }
        for process in running {
          let ending = try process.ending(within: Program.patience)
          #expect(ending.signal == nil && [0, 1].contains(ending.status), "\(ending.summary)")
        }
        let verified = try Program.run(["verify"], in: workshop.folder)
        #expect(verified.status == 0, "\(verified.summary)")
        let folder = try Snapshot(of: workshop.tree.appending(path: "alpha"))
        #expect(TreeCheck.problems(in: folder) == [])
      }
    }
  }

  @Test(.onlyWhere(Strace.works, "strace is not installed, or may not trace here"))
  func aRemovalThatWasKilledIsCompletedByTheNext() throws {
    try Workshop.with { workshop in
      try Self.released(workshop)
      try workshop.tree.write(Array("mine\n".utf8), to: "alpha/notes.txt")
      let command = [Program.path, "remove", "alpha"]
      let traced = try workshop.copy(to: workshop.beside("traced"))
      let calls = try Strace.calls(of: command, in: traced.folder)
      try #require(calls.count > 5)
      let whole = try workshop.copy(to: workshop.beside("whole"))
      #expect(try Program.run(["remove", "alpha"], in: whole.folder).status == 0)
      let record = try #require(try Snapshot(of: whole.tree).entries["removed.lock"])
      for call in calls {
        let killed = try workshop.copy(to: workshop.beside("killed"))
        _ = try Strace.run(command, "signal=KILL", at: call, in: killed.folder)
        let lock = killed.tree.appending(path: "alpha/release.lock")
        if FileManager.default.fileExists(atPath: lock.path) {
          let ending = try Program.run(["remove", "alpha"], in: killed.folder)
          #expect(ending.status == 0, "killed at \(call): \(ending.summary)")
        }
        let left = try Snapshot(of: killed.tree.appending(path: "alpha")).entries.keys.sorted()
        #expect(left == ["notes.txt"], "killed at \(call)")
        let tree = try Snapshot(of: killed.tree).entries
        #expect(tree["removed.lock"] == record, "killed at \(call)")
        #expect(tree.keys.filter { $0.hasSuffix("-new") } == [], "killed at \(call)")
      }
    }
  }

  @Test func removalsAtOnceKeepTheNumbersOfAll() throws {
    try Workshop.with { workshop in
      let names = ["alpha", "beta", "gamma", "delta"]
      for name in names { try workshop.write(name) }
      #expect(try workshop.render().status == 0)
      let running = try names.map { try Running([Program.path, "remove", $0], in: workshop.folder) }
      for process in running {
        let ending = try process.ending(within: Program.patience)
        #expect(ending.status == 0, "\(ending.summary)")
      }
      for name in names {
        try workshop.write(name, code: "other")
        let ending = try Program.run(["render", "flows/\(name)"], in: workshop.folder)
        #expect(ending.status == 1 && ending.errors.contains("used before"), "\(name): \(ending.summary)")
      }
    }
  }

  @Test func aTreeThatCannotBeWrittenIsLeftAsItIs() throws {
    try Workshop.with { workshop in
      try Self.released(workshop)
      let before = try Snapshot(of: workshop.tree)
      let lock = workshop.tree.appending(path: "alpha/release.lock")
      try FileManager.default.removeItem(at: lock)
      try FileManager.default.createDirectory(at: lock, withIntermediateDirectories: false)
      for command in [
        ["rollback", "alpha"], ["prune", "--all"], ["list"], ["verify"], ["remove", "alpha"],
      ] {
        let ending = try Program.run(command, in: workshop.folder)
        #expect(ending.isOrderly && ending.status != 0, "\(command): \(ending.summary)")
      }
      let differences = try Snapshot(of: workshop.tree).differences(from: before)
      #expect(differences == ["alpha/release.lock differs"])
    }
  }
}
