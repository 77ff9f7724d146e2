import Foundation
import TestSupport
import Testing

/// Random things that two sides do, one commit each, and random operations of git, also such that resolve conflicts line
/// by line.
///
/// After all that git accepts `verify` is content, or what it says to be done makes it so.
struct MergeSequenceTests {
  private static let sequencesPerRound = 12

  @Test(.needs(.git))
  func `after any merge verify is content or says what to do`() throws {
    var generator = SplitMix64.seeded(for: "merge sequences")
    for sequence in 0..<(fuzzRounds(otherwise: 1) * Self.sequencesPerRound) {
      func acts() -> [MergeScene.Act] {
        (0..<Int.random(in: 1...3, using: &generator)).compactMap { _ in
          MergeScene.Act.allCases.randomElement(using: &generator)
        }
      }
      let operation = MergeScene.Operation.allCases.randomElement(using: &generator) ?? .merge
      let (here, there) = (acts(), acts())
      let options = [[], [], ["-X", "ours"], ["-X", "theirs"]].randomElement(using: &generator) ?? []
      let preference = Bool.random(using: &generator) ? "--ours" : "--theirs"
      let isBumped = Bool.random(using: &generator)
      let told: Comment = "sequence \(sequence): \(operation) \(options), \(here) and \(there), \(preference)"
      try withTemporaryFolder { place in
        let scene = try MergeScene(
          operation, here: here, there: there, options: options, in: place.appending(path: "all"))
        var rounds = 0
        while try scene.isWaiting, rounds < 8 {
          rounds += 1
          let problems = try Self.resolve(scene, preference, isBumped: isBumped)
          #expect(problems == [], told)
          if !problems.isEmpty { return }
        }
        #expect(try !scene.isWaiting, told)
        let left = try Self.problems(in: scene, preference)
        #expect(left == [], told)
      }
    }
  }

  private static func resolve(
    _ scene: MergeScene, _ preference: String, isBumped: Bool
  ) throws -> [String] {
    var ending = try scene.shell("tntc resolve\(isBumped ? " --bump" : "")")
    if ending.status == 1, ending.errors.contains("conflict markers") {
      ending = try scene.shell("tntc resolve")
    }
    if ending.status == 1, ending.errors.contains("--ours") {
      ending = try scene.shell("tntc resolve \(preference)")
    }
    guard ending.status == 0 else { return [ending.summary] }
    let verified = try scene.shell("tntc verify")
    if verified.status != 0 { return [verified.summary] }
    return try scene.marks(in: "deploy").map { "\($0.file):\($0.line) has marks" }
      + scene.follow(ending.output)
  }

  /// What is wrong, when what `verify` and `resolve` say does not mend it.
  private static func problems(in scene: MergeScene, _ preference: String) throws -> [String] {
    let first = try scene.shell("tntc verify")
    if first.status == 0 { return [] }
    guard first.errors.contains("`tntc resolve") else { return [first.summary] }
    var ending = try scene.shell("tntc resolve \(preference)")
    if ending.status == 1 { ending = try scene.shell("tntc resolve w") }
    let commands = ending.errors.components(separatedBy: "`").filter { $0.hasPrefix("git checkout ") }
    for command in commands { _ = try scene.shell(command) }
    let last = try scene.shell("tntc verify")
    return last.status == 0 ? [] : [first.summary, ending.summary, last.summary]
  }
}
