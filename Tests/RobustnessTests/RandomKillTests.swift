import Foundation
import TestSupport
import Testing

/// kill -9 at random moments of a render of many workflows, up to three times before one may end.
///
/// The files of every workflow are read each time; kubectl builds those that were caught half-way.
/// From 64 workflows on several are written at once.
struct RandomKillTests {
  private static let names = (1...70).map { "flow-\($0)" }

  @Test(.needs(.kubectl), arguments: Change.all)
  func theTreeBuildsAndTheNextRenderEndsInTheSameBytes(_ change: Change) throws {
    var generator = SplitMix64.seeded(for: "random kills, \(change.testDescription)")
    let rounds = max(1, count("TNTC_KILLS", otherwise: 13) / Change.all.count)
    var caught = 0
    try Workshop.with { workshop in
      let trial = try Trial(change, in: workshop, names: Self.names)
      let window = try Self.writing(trial)
      for _ in 1...rounds {
        let killed = try trial.before.copy(to: workshop.beside("killed"))
        for _ in 1...Int.random(in: 1...3, using: &generator) {
          let delay = Double.random(in: window, using: &generator)
          try Running(change.command, in: killed.folder).killed(after: .seconds(delay))
          caught += try expectSound(killed, trial, "killed after \(delay) seconds")
        }
        #expect(try trial.problemsOfRepeated(killed) == [])
      }
    }
    print("random kills, \(change.testDescription): \(rounds) rounds, \(caught) caught half-way")
  }

  /// - Returns: how many workflows were caught half-way.
  private func expectSound(
    _ killed: Workshop, _ trial: Trial, _ place: Comment
  ) throws -> Int {
    #expect(try trial.problemsOfInterrupted(killed) == [], place)
    let halfDone = try trial.halfDone(killed)
    for name in halfDone {
      let folder = killed.tree.appending(path: name)
      #expect(try TreeCheck.kustomizeProblems(in: folder) == [], place)
    }
    return halfDone.count
  }

  /// From when to when a render writes, in seconds, as far as that can be measured.
  private static func writing(_ trial: Trial) throws -> ClosedRange<Double> {
    let copy = try trial.before.copy(to: trial.before.beside("timed"))
    let clock = ContinuousClock()
    let reading = try clock.measure { _ = try trial.change.render(copy, "--dry-run") }
    let all = try clock.measure { _ = try trial.change.render(copy) }
    let end = all / .seconds(1)
    return min(reading / .seconds(1) * 0.8, end * 0.9)...end
  }
}
