import Processes
import Testing

/// Other programs, as they end.
struct ProgramTests {
  @Test func whatDoesNotAnswerIsEnded() {
    let program = Program("tail", limit: .milliseconds(50))
    let failure = #expect(throws: Program.Failure.self) { try program.run(["-f", "/dev/null"]) }
    #expect(failure?.cause == .outOfTime)
    #expect(failure?.message.hasPrefix("`tail` was ended, as it had not answered after 0.05 seconds") == true)
  }

  /// A child that goes on keeps its output open, and nobody waiting.
  @Test func whatItStartedMayGoOn() {
    let program = Program("sh", limit: .milliseconds(50))
    let failure = #expect(throws: Program.Failure.self) {
      try program.run(["-c", "tail -f /dev/null & wait"])
    }
    #expect(failure?.cause == .outOfTime)
  }

  @Test func aLimitChangesNothingElse() throws {
    #expect(try Program("cat", limit: .seconds(60)).run([], input: [1, 2]) == [1, 2])
    let failure = #expect(throws: Program.Failure.self) {
      try Program("sh", limit: .seconds(60)).run(["-c", "exit 3"])
    }
    #expect(failure?.cause == .exited(3))
  }
}
