import Foundation
import TestSupport
import Testing

/// What the JSON says, applied to the first tree, gives the second; and a tree does not differ from itself.
struct ApplicationTests {
  private static let steps = 12
  private static let pairs = 20

  @Test(.needs(.python, .kubectl, .git))
  func `a random tree, changed as the JSON says, is the other one`() throws {
    var generator = SplitMix64.seeded(for: "application of a difference")
    var taken: [String: Int] = [:]
    // Pairs of trees that are the same, and that are not.
    var seen: [Bool: Int] = [:]
    for _ in 0..<fuzzRounds(otherwise: 2) {
      try withTemporaryFolder { folder in
        var history = try ReleaseHistory(folder, SplitMix64(seed: generator.next()))
        try history.run(steps: Self.steps)
        taken.merge(history.taken) { $0 + $1 }
        var list = ""
        for number in 0..<Self.pairs {
          let pair = (0..<2).compactMap { _ in history.states.randomElement(using: &generator)?.path }
          // A step that was refused left the same tree in another folder.
          let isSame = try Tool.diff.run(["--recursive", "--brief"] + pair).status == 0
          seen[isSame, default: 0] += 1
          let outcome = try Tool.tntc.run(["diff"] + pair + ["--format", "json"])
          #expect(outcome.status == (isSame ? 0 : 1), "\(pair): \(outcome.errors)")
          let file = try folder.write(outcome.output, to: "differences/\(number).json")
          list += "\(pair[0])/flow\t\(pair[1])/flow\t\(file.path)\n"
        }
        let verdict = try ReviewJudge.run("apply.py", [try folder.write(Array(list.utf8), to: "pairs").path])
        #expect(verdict.findings == [])
        print("differences applied: \(verdict.summary)")
      }
    }
    // Some steps are refused, like a rollback below the only version.
    #expect(taken.count >= 4)
    for isSame in [true, false] { #expect(seen[isSame] ?? 0 > 0, "no pair with \(isSame)") }
    print("pairs: \(seen), steps: \(taken.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
  }

  @Test(.needs(.git))
  func `a command says of its change what a comparison says of it`() throws {
    var generator = SplitMix64.seeded(for: "one sentence for a change")
    var (compared, round) = (0, 0)
    let rounds = fuzzRounds(otherwise: 2)
    // Some histories have no step that a headline tells.
    while round < rounds || (compared == 0 && round < 20) {
      round += 1
      try withTemporaryFolder { folder in
        var history = try ReleaseHistory(folder, SplitMix64(seed: generator.next()))
        try history.run(steps: Self.steps)
        for position in history.states.indices {
          guard let change = history.headlines[position] else { continue }
          let states = [history.states[position - 1].path, history.states[position].path]
          let output = try Tool.tntc.run(["diff"] + states).output
          guard let said = String(decoding: output, as: UTF8.self).split(separator: "\n").first else {
            continue
          }
          #expect(change == String(said))
          compared += 1
        }
      }
    }
    #expect(compared > 0)
  }

  @Test(.needs(.git))
  func `a tree does not differ from itself, in any form`() throws {
    try withTemporaryFolder { folder in
      var history = try ReleaseHistory(folder, .seeded(for: "difference from itself"))
      try history.run(steps: 6)
      for state in history.states {
        for format in ["text", "json", "markdown", "html"] {
          let outcome = try Tool.tntc.run(["diff", state.path, state.path, "--format", format])
          #expect(outcome.status == 0)
          if format == "text" { #expect(outcome.output.isEmpty) }
        }
      }
    }
  }
}
