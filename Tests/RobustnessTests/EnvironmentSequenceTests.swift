import Foundation
import Releases
import Rendering
import Settings
import TestSupport
import Testing
import Tree
import WorkflowModel
import YAML

/// Random sequences of everything that can be done to a workflow in two environments, by the program itself.
///
/// After every step each tree is sound, one number has one content in both, a step for one environment leaves the
/// other as it was, and a dry run before it has touched nothing. In half of the sequences production takes versions
/// by promotion alone.
struct EnvironmentSequenceTests {
  /// Each takes every step once and starts the program three times for it; 20 rounds are 65 sequences.
  private static func sequences(_ rounds: Int) -> Int { 5 + 3 * rounds }

  @Test func `random sequences over environments keep every tree sound`() throws {
    var generator = SplitMix64.seeded(for: "sequences over environments")
    var taken: [EnvironmentBench.Step: Int] = [:]
    for sequence in 0..<Self.sequences(fuzzRounds(otherwise: 1)) {
      try withTemporaryFolder { folder in
        var bench = try EnvironmentBench(folder, isManual: sequence.isMultiple(of: 2))
        for step in EnvironmentBench.Step.allCases.shuffled(using: &generator) {
          let outcome = try bench.take(step, &generator)
          if outcome.isTaken { taken[step, default: 0] += 1 }
          let history = "sequence \(sequence): \(bench.history.joined(separator: "; "))"
          #expect(outcome.problems == [], "\(history)")
          if !outcome.problems.isEmpty { return }
        }
      }
    }
    print("steps over environments: \(taken.map { "\($0.key) \($0.value)" }.sorted())")
    // A step that is always refused shows nothing.
    for step in EnvironmentBench.Step.allCases { #expect(taken[step] ?? 0 > 0, "no \(step) was taken") }
  }
}

/// A workflow with a tree for staging and one for production, and what must not happen to them.
private struct EnvironmentBench {
  enum Step: CaseIterable {
    case render, renderOne, bump, bumpOne, stage, amend, amendOne, unpin, settings, suspend
    case carry, carryBack, carryBad, carryStage, rollback, rollbackGood, promote, promoteBad
    case canary, carryCanary, move, abort, canaryAgain, finish, end, prune, bad, good, fix
    case carryAll, rollbackGroup, promoteAll, abortAll

    /// Whether the source is changed before it.
    var edits: Bool { [.bump, .bumpOne, .stage, .amend, .amendOne].contains(self) }
    var isRender: Bool { Self.allCases.firstIndex(of: self) ?? 0 < 10 }
    var isForOne: Bool { [.renderOne, .bumpOne, .amendOne, .unpin].contains(self) || !isRender }
  }

  struct Outcome {
    let isTaken: Bool
    let problems: [String]
  }

  private static let environments = ["staging", "production"]

  private let workshop: Workshop
  private let isManual: Bool
  private var edits = 0
  private var sound: [String: SoundTree] = [:]
  private(set) var history: [String] = []

  init(_ folder: URL, isManual: Bool) throws {
    workshop = try Workshop(folder)
    self.isManual = isManual
    try workshop.write(
      "flow", more: "- {type: cron, schedule: \"0 3 * * *\"}\nconfig: {greeting: hello}")
    try writeSettings(replicas: 2)
    for environment in Self.environments {
      sound[environment] = SoundTree("flow", in: workshop.tree.appending(path: environment))
    }
    history = [isManual ? "production is manual" : "both are automatic"]
    // More than the fewest that a pruning keeps, so that a sequence can prune.
    for _ in 0..<6 {
      try edit()
      _ = try Program.run(["render", "--bump", "minor"], in: workshop.folder)
      _ = try Program.run(Self.carrying("staging", "production"), in: workshop.folder)
    }
  }

  /// - Parameter suspended: the environment in which nothing runs; what the schedule is there is kept for later.
  private func writeSettings(replicas: Int, suspending suspended: String? = nil) throws {
    func suspension(_ environment: String) -> String {
      environment == suspended ? ", suspend: true, triggers: {cron: {suspend: true}}" : ""
    }
    let text = """
      workflows: [flows]
      defaults: {image: "registry.example/engine:1", replicas: \(replicas)}
      environments:
        staging: {config: {greeting: hey}\(suspension("staging"))}
        production: {extends: staging, namespace: production, release: \(isManual ? "manual" : "auto"), suspend: \(suspended == "production"), folders: {flows: {labels: {team: a}}}}

      """
    try workshop.folder.write(Array(text.utf8), to: ".tentacular/config.yaml")
  }

  private mutating func edit() throws {
    edits += 1
    try workshop.folder.write(
      Array("export default () => \(edits);\n".utf8), to: "flows/flow/nodes/work.ts")
  }

  private static let acceptance = ["--accept-bad", "--unpin"]

  private static func carrying(_ from: String, _ to: String) -> [String] {
    ["promote", "flow", "--from", from, "--to", to]
  }

  private func release(_ environment: String) -> Release? {
    try? RetainedWorkflow("flow", in: workshop.tree.appending(path: environment).path).release
  }

  /// Where a step goes: where there is something to finish, if it finishes something.
  private func environment(for step: Step, _ generator: inout SplitMix64) -> String {
    let random = Self.environments.randomElement(using: &generator) ?? "staging"
    switch step {
    case .carry, .carryBad, .carryAll, .carryStage, .carryCanary: return "production"
    case .good: return Self.environments.first { !(release($0)?.badMarks.isEmpty ?? true) } ?? random
    case .carryBack: return "staging"
    case .abort, .move, .finish:
      return Self.environments.first { release($0).map { $0.canary != nil && !$0.isCanaryPromoted } ?? false }
        ?? random
    case .end: return Self.environments.first { release($0)?.isCanaryPromoted ?? false } ?? random
    case .canary, .canaryAgain: return Self.environments.first { release($0)?.canary == nil } ?? random
    case .promote: return Self.environments.first { !(release($0)?.staged.isEmpty ?? true) } ?? random
    case .amendOne:
      // What both have is only amended in both.
      let newest = Self.environments.map { release($0)?.newest }
      guard let staging = newest[0], let production = newest[1], staging != production else { return random }
      return staging > production ? "staging" : "production"
    default: return random
    }
  }

  /// Takes a step, and tells what it did that it must not do.
  mutating func take(_ step: Step, _ generator: inout SplitMix64) throws -> Outcome {
    let target = environment(for: step, &generator)
    let node = workshop.folder.appending(path: "flows/flow/nodes/work.ts")
    let code = try Data(contentsOf: node)
    if step.edits { try edit() }
    if step == .fix { try extract(target) }
    if step == .settings { try writeSettings(replicas: Int.random(in: 2...4, using: &generator)) }
    if step == .suspend { try writeSettings(replicas: 2, suspending: target) }
    let arguments = self.arguments(step, target, &generator)
    let (trees, flows) = try (snapshot("deploy"), snapshot("flows"))
    let releases = Self.environments.map(release)
    let rehearsal = try Program.run(arguments + ["--dry-run"], in: workshop.folder)
    var problems = try snapshot("deploy").differences(from: trees).map { "the dry run: \($0)" }
    problems += try snapshot("flows").differences(from: flows).map { "the dry run: flows/\($0)" }
    let ending = try Program.run(arguments, in: workshop.folder)
    history.append(
      "\(arguments.joined(separator: " ")) → \(ending.status) \(ending.errors.prefix(160))")
    if rehearsal.status != ending.status { problems.append("the dry run ended with \(rehearsal.status)") }
    if !ending.isOrderly || ending.status > 1 { problems.append(ending.summary) }
    let changes = try snapshot("deploy").differences(from: trees)
    if ending.status != 0 {
      problems += changes.map { "was refused, and \($0)" }
      problems += try snapshot("flows").differences(from: flows).map { "was refused, and flows/\($0)" }
      // Else every later render would be refused for the same reason.
      if step.edits { try code.write(to: node) }
    }
    if step.isForOne {
      let other = target == "staging" ? "production/" : "staging/"
      // That a fix has taken a number is all that the others learn of it.
      let known = step == .fix ? ["\(other)flow/release.lock differs"] : []
      problems += changes.filter { $0.hasPrefix(other) && !known.contains($0) }.map {
        "is not for this environment: \($0)"
      }
    }
    problems += try lastingProblems(replaced: step == .amend || step == .amendOne)
    let marks = releases.compactMap(\.self).flatMap(\.badMarks)
    for (name, before) in zip(Self.environments, releases) where ending.status == 0 {
      if !arguments.contains("--accept-bad") { problems += badVersions(in: name, before, marks) }
      problems += self.problems(step, in: name, before, isTarget: name == target)
    }
    if step.isRender, ending.status == 0 {
      let scope = step.isForOne ? ["--env", target] : []
      let check = try Program.run(["render", "--check"] + scope, in: workshop.folder)
      if check.status != 0 { problems.append("is stale after it was rendered: \(check.summary)") }
    }
    return Outcome(isTaken: ending.status == 0, problems: problems)
  }

  private func arguments(
    _ step: Step, _ environment: String, _ generator: inout SplitMix64
  ) -> [String] {
    let versions = (release(environment)?.versions ?? []).map(\.version.text)
    let one = ["flow", "--env", environment]
    switch step {
    case .render, .settings, .suspend: return ["render"]
    case .renderOne: return ["render", "--env", environment]
    case .bump: return ["render", "--bump", "minor"]
    case .bumpOne: return ["render", "--bump", "minor", "--env", environment]
    case .stage: return ["render", "--bump", "minor", "--stage"]
    case .amend: return ["render", "--amend"]
    case .amendOne: return ["render", "--amend", "--env", environment]
    case .unpin: return ["render", "--unpin", "--env", environment]
    case .carry: return Self.carrying("staging", "production")
    case .carryBad: return Self.carrying("staging", "production") + Self.acceptance
    case .carryBack: return Self.carrying("production", "staging")
    case .carryAll: return ["promote", "--all", "--from", "staging", "--to", "production"]
    case .rollbackGroup: return ["rollback", "--group", "flows", "--env", environment]
    case .promoteAll: return ["promote", "--all", "--env", environment]
    case .abortAll: return ["canary", "--abort", "--all", "--env", environment]
    case .carryStage: return Self.carrying("staging", "production") + ["--stage"]
    case .carryCanary:
      return ["canary"] + one + ["--from", "staging", "--surge", "--weight"]
        + ["\(Int.random(in: 0...90, using: &generator))"]
    case .rollback:
      return ["rollback"] + one + (Bool.random(using: &generator) ? ["--reason", "random"] : [])
    case .rollbackGood: return ["rollback"] + one + ["--good"]
    case .promote: return ["promote"] + one
    case .promoteBad: return ["promote"] + one + Self.acceptance
    case .bad: return ["versions"] + one + ["--bad", versions.randomElement(using: &generator) ?? "1.0"]
    case .good:
      let bad = release(environment)?.badMarks.randomElement(using: &generator)?.version.text
      return ["versions"] + one + ["--good", bad ?? "1.0"]
    case .canary, .canaryAgain:
      let live = release(environment)?.live?.text
      let version = versions.filter { $0 != live }.randomElement(using: &generator) ?? "1.0"
      return ["canary"] + one
        + ["--version", version, "--weight", "\(Int.random(in: 0...90, using: &generator))", "--accept-bad"]
        + (Bool.random(using: &generator) ? ["--surge"] : [])
    case .move:
      return ["canary"] + one + ["--weight", "\(Int.random(in: 0...90, using: &generator))", "--surge"]
    case .abort: return ["canary"] + one + ["--abort"]
    case .finish: return ["promote"] + one + Self.acceptance
    case .end: return ["canary"] + one + ["--end"]
    case .fix:
      return ["render", "fix", "--env", environment, "--line", release(environment)?.live?.text ?? "1.0"]
    case .prune: return ["prune"] + one + ["--keep", "\(Int.random(in: 4...6, using: &generator))"]
    }
  }

  /// Writes out what an environment runs, and changes it there.
  private mutating func extract(_ environment: String) throws {
    let folder = workshop.folder.appending(path: "fix")
    try? FileManager.default.removeItem(at: folder)
    let ending = try Program.run(
      ["hotfix", "flow", "--env", environment, "--extract", "fix"], in: workshop.folder)
    try #require(ending.status == 0, "\(ending.summary)")
    edits += 1
    try folder.write(Array("export default () => \(edits);\n".utf8), to: "nodes/work.ts")
  }

  private func snapshot(_ path: String) throws -> Snapshot {
    try Snapshot(of: workshop.folder.appending(path: path))
  }

  /// What is wrong with the trees, whatever was done.
  ///
  /// - Parameter replaced: whether the newest version may have other content than before.
  private mutating func lastingProblems(replaced: Bool) throws -> [String] {
    var problems: [String] = []
    var contents: [VersionNumber: String] = [:]
    for environment in Self.environments {
      guard let release = release(environment) else { continue }
      let newest = release.newest.map { [ReleaseNames.versionFile($0)] } ?? []
      let found = try sound[environment]?.problems(replaced: replaced ? Set(newest) : []) ?? []
      problems += found.map { "\(environment): \($0)" }
      problems += try running(release, in: environment)
      let entries =
        release.versions.map { ($0.version, $0.digest) } + release.tombstones.map { ($0.version, $0.digest) }
      for (version, digest) in entries where contents.updateValue(digest, forKey: version) ?? digest != digest
      {
        problems.append("\(version.text) has two contents")
      }
    }
    let tree = try snapshot("deploy").entries
    for (path, entry) in tree
    where entry == .folder && !tree.keys.contains(where: { $0.hasPrefix("\(path)/") }) {
      problems.append("\(path) is an empty folder")
    }
    return problems
  }

  /// What runs although the workflow is suspended, in files of the folder.
  private func running(_ release: Release, in environment: String) throws -> [String] {
    guard release.settings[.suspend] == true else { return [] }
    let folder = workshop.tree.appending(path: "\(environment)/flow")
    return try release.manifests.filter { file in
      let expected = file.hasPrefix("deployment") ? "  replicas: 0\n" : "  suspend: true\n"
      guard file.hasPrefix("deployment") || file == "cronjob.yaml" else { return false }
      return try !String(contentsOf: folder.appending(path: file), encoding: .utf8).contains(expected)
    }.map { "\(environment): \($0) runs, and the workflow is suspended" }
  }

  /// Bad versions that a step made run.
  ///
  /// - Parameter marks: those of all environments, before the step.
  private func badVersions(in environment: String, _ before: Release?, _ marks: [BadMark]) -> [String] {
    guard let after = release(environment) else { return [] }
    let started = [
      after.live == before?.live ? nil : after.live,
      after.canary?.version == before?.canary?.version ? nil : after.canary?.version,
    ].compactMap(\.self)
    return started.filter { version in marks.contains { $0.version == version } }.map {
      "\($0.text) runs in \(environment), and is bad"
    }
  }

  /// What a step that was taken must not do to one environment.
  private func problems(
    _ step: Step, in environment: String, _ before: Release?, isTarget: Bool
  ) -> [String] {
    guard let before else { return [] }
    guard let after = release(environment) else { return ["\(environment) is gone"] }
    var problems: [String] = []
    if step.isRender, isManual, environment == "production" {
      if after.versions != before.versions || after.live != before.live {
        problems.append("a render changed the versions of production, which is manual")
      }
    }
    guard let old = before.live, let new = after.live else { return problems }
    if step.isRender, new < old { problems.append("a render went from \(old.text) back to \(new.text)") }
    if step.isRender, before.pin != nil, step != .unpin, new != old {
      problems.append("a render moved \(environment) from its pin")
    }
    if step == .fix, !isTarget {
      let isSame = after.versions == before.versions && after.live == before.live
      if !isSame || after.tombstones.count != before.tombstones.count + 1 {
        problems.append("a fix is more than a number that is taken")
      }
    }
    guard isTarget else { return problems }
    switch step {
    case .fix where after[new]?.fixes != old || !new.isOnLine(of: old):
      problems.append("\(new.text) is live, and no fix of \(old.text)")
    case .rollback where new >= old, .rollbackGood where new >= old, .rollbackGroup where new > old:
      problems.append("a rollback went from \(old.text) to \(new.text)")
    // A canary below the live version is made live by it all the same, and pinned.
    case .promote where new < old && new != before.canary?.version,
      .promoteBad where new < old && new != before.canary?.version,
      .promoteAll where new < old && new != before.canary?.version:
      problems.append("a promotion went from \(old.text) to \(new.text)")
    case .finish where before.canary != nil && after.canary != before.canary:
      problems.append("a canary was promoted and went at once")
    case .carryCanary where after.canary?.version != release("staging")?.live:
      problems.append("the canary is not what was carried")
    case .carry, .carryBad, .carryBack, .carryAll:
      let origin = release(step == .carryBack ? "production" : "staging")
      if new != origin?.live { problems.append("\(new.text) is live, and not what was carried") }
      if after[new]?.fileDigest != origin?[new]?.fileDigest { problems.append("other bytes were carried") }
    case .canary, .canaryAgain, .carryCanary, .carryStage, .move, .abort, .abortAll, .end, .prune, .bad,
      .good:
      if new != old { problems.append("\(step) made \(new.text) live") }
    default: break
    }
    return problems
  }
}
