import Foundation
import TestSupport
import Testing

/// A render that is killed, or fails, at each call that changes something: every one of them. A kill
/// while it repairs follows at some of them, and kubectl builds what some have left; with `TNTC_KILLS` from 100 on, at all
/// of them.
@Suite(.onlyWhere(Strace.works, "strace is not installed, or may not trace here"))
struct TracedKillTests {
  private static let isThorough = count("TNTC_KILLS", otherwise: 0) >= 100

  @Test(.needs(.kubectl), arguments: Change.all + Change.releases)
  func beforeAnyChangeOnDisk(
    _ change: Change
  ) throws {
    try Workshop.with(isRepository: change.asksGit) { workshop in
      let trial = try Trial(change, in: workshop, names: ["alpha"])
      for (number, call) in try calls(of: trial).filter({ !$0.isInMemory }).enumerated() {
        let killed = try trial.before.copy(to: workshop.beside("killed"))
        let ending = try Strace.run(change.command, "signal=KILL", at: call, in: killed.folder)
        #expect(ending.signal == SIGKILL, "\(call)")
        #expect(try trial.problemsOfInterrupted(killed) == [], "killed at \(call)")
        // kubectl takes longer than all the rest.
        for name in try trial.halfDone(killed) where Self.isThorough || number.isMultiple(of: 4) {
          let folder = killed.tree.appending(path: name)
          #expect(try TreeCheck.kustomizeProblems(in: folder) == [], "killed at \(call)")
        }
        try expectPlainRender(of: killed, in: trial, "killed at \(call)")
        #expect(try trial.problemsOfRepeated(killed) == [], "killed at \(call)")
      }
    }
  }

  @Test(arguments: Change.all + Change.releases)
  func againWhileItRepairs(
    _ change: Change
  ) throws {
    var generator = SplitMix64.seeded(for: "killed again, \(change.testDescription)")
    try Workshop.with(isRepository: change.asksGit) { workshop in
      let trial = try Trial(change, in: workshop, names: ["alpha"])
      let calls = try calls(of: trial).filter { !$0.isInMemory }
      // The last calls are those after which the lock and the files disagree.
      for call in Self.isThorough ? calls : calls.suffix(6) {
        let killed = try trial.before.copy(to: workshop.beside("killed"))
        _ = try Strace.run(change.command, "signal=KILL", at: call, in: killed.folder)
        let copy = try killed.copy(to: workshop.beside("copy"))
        let repairs = try Strace.calls(of: change.command, in: copy.folder)
        let same = repairs.last { $0.description == call.description }
        guard let second = same ?? repairs.randomElement(using: &generator) else { continue }
        _ = try Strace.run(change.command, "signal=KILL", at: second, in: killed.folder)
        #expect(try trial.problemsOfInterrupted(killed) == [], "killed at \(call), then \(second)")
        #expect(try trial.problemsOfRepeated(killed) == [], "killed at \(call), then \(second)")
      }
    }
  }

  @Test(arguments: Change.all + Change.releases)
  func orTheDiskIsFullAtAnyMoment(
    _ change: Change
  ) throws {
    try Workshop.with(isRepository: change.asksGit) { workshop in
      let trial = try Trial(change, in: workshop, names: ["alpha"])
      for call in try calls(of: trial) where !call.isStandardStream {
        let failed = try trial.before.copy(to: workshop.beside("failed"))
        let ending = try Strace.run(change.command, "error=ENOSPC", at: call, in: failed.folder)
        #expect(ending.isOrderly, "failed at \(call): \(ending.summary)")
        if ending.status != 0 {
          #expect(ending.status == 2 && ending.errors.contains("No space left"), "\(ending.summary)")
        }
        #expect(try trial.problemsOfInterrupted(failed) == [], "failed at \(call)")
        #expect(try trial.problemsOfRepeated(failed) == [], "failed at \(call)")
      }
    }
  }

  private func calls(of trial: Trial) throws -> [Strace.Call] {
    let traced = try trial.before.copy(to: trial.before.beside("traced"))
    let calls = try Strace.calls(of: trial.change.command, in: traced.folder)
    try #require(calls.count > 5)
    return calls
  }

  /// The next run need not be of the same kind: without flags, it repairs too, or refuses for what the
  /// user did before; it never blames the user for what was half done.
  private func expectPlainRender(of killed: Workshop, in trial: Trial, _ place: Comment) throws {
    let plain = try killed.copy(to: killed.beside("plain"))
    let ending = try Program.run(["render", "flows"], in: plain.folder)
    let legitimate = trial.change.flags.contains("--force") ? "edited by hand" : "with other content"
    let isRefused = ending.status == 1 && ending.errors.contains(legitimate)
    #expect(ending.status == 0 || isRefused, "\(place), rendered without flags: \(ending.summary)")
    #expect(
      try TreeCheck.workflows(in: plain.tree).flatMap {
        TreeCheck.problems(in: try Snapshot(of: plain.tree.appending(path: $0)))
      } == [], place)
  }
}
