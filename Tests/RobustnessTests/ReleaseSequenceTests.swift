import Foundation
import Releases
import Rendering
import Settings
import TestSupport
import Testing
import Tree
import WorkflowModel
import YAML

/// Random sequences of everything that can be done to a workflow's releases.
///
/// After every step: the folder builds with every ConfigMap that is mounted, no write-once file and no selector
/// of a Deployment has changed, and `verify` has nothing to say. Steps that undo each other end in the same bytes.
struct ReleaseSequenceTests {
  /// In one round; the long checks take three rounds of another seed.
  private static let sequencesPerRound = 100
  private static let steps = 8

  @Test(.needs(.kubectl))
  func `random sequences of releases keep the tree sound`() throws {
    let rounds = fuzzRounds(otherwise: 1)
    var generator = SplitMix64.seeded(for: "release sequences")
    var done: [String: Int] = [:]
    for sequence in 0..<(rounds * Self.sequencesPerRound) {
      try withTemporaryFolder { folder in
        var bench = try ReleaseBench(folder)
        for _ in 0..<Self.steps {
          let step = try bench.step(&generator)
          done[step.name, default: 0] += 1
          let problems = try bench.problems()
          #expect(problems == [], "sequence \(sequence): \(bench.history.joined(separator: ", "))")
          // kubectl takes a hundred times as long as the files do.
          if sequence % (rounds > 1 ? 20 : 50) == 0 {
            let found = try TreeCheck.kustomizeProblems(in: folder.appending(path: "deploy/flow"))
            #expect(found == [], "sequence \(sequence): \(bench.history.joined(separator: ", "))")
          }
          if !problems.isEmpty { return }
        }
      }
    }
    print("release sequences: \(done.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })")
    for name in ReleaseBench.Step.allCases.map(\.name) { #expect(done[name] ?? 0 > 0, "no \(name)") }
  }
}

/// One workflow with its tree, and what must not change in it.
private struct ReleaseBench {
  enum Step: CaseIterable {
    case render, bump, stage, fix, rollback, promote, finish, canary, move, abort, end, replicas, prune,
      unpin, mark, undo
    case refused, packages
    var name: String { "\(self)" }
  }

  private let workshop: Workshop
  private let tree: String
  private var changes = 0
  private var keep = Retention.usual
  private var replicas = 3
  private var sound: SoundTree
  private(set) var history: [String] = []

  init(_ folder: URL) throws {
    workshop = try Workshop(folder)
    tree = folder.appending(path: "deploy").path
    sound = SoundTree("flow", in: workshop.tree)
    try workshop.write("flow")
    try render { _ in }
    _ = try problems()
  }

  private var release: Release {
    get throws { try sound.release }
  }

  private var options: RenderOptions {
    var options = RenderOptions()
    options.flags["image"] = "registry.example/engine:1"
    options.flags["replicas"] = .integer(replicas)
    return options
  }

  private func render(from folder: String = "flows/flow", _ adjust: (inout RenderOptions) -> Void) throws {
    var options = options
    adjust(&options)
    var run = PlanRun(
      directories: [workshop.folder.appending(path: folder).path], tree: tree, options: options)
    _ = run.check { $0.workflow }
    if let problem = run.problems.first(where: \.isError) { throw problem }
    try run.write {}
  }

  /// - Parameter accepts: whether a bad version may go live, over a pin with a reason.
  private func change(_ event: ReleaseEvent, accepts: Bool = false) throws {
    var change = try PlannedChange(tree: tree) { [tree] in
      var options = RenderOptions()
      (options.acceptsBad, options.unpin) = (accepts, accepts)
      var planner = Planner(tree: tree, options: options)
      return try planner.change("flow", event)
    }
    try change.write()
  }

  private mutating func edit() throws {
    changes += 1
    // The number stands in workflow.yaml, where a bump has put it.
    let file = workshop.folder.appending(path: "flows/flow/nodes/work.ts")
    try Data("export default () => \(changes);\n".utf8).write(to: file)
  }

  /// Takes a random step; one that the rules refuse leaves every file as it was.
  mutating func step(_ generator: inout SplitMix64) throws -> Step {
    let step = Step.allCases.randomElement(using: &generator) ?? .render
    let before = try Snapshot(of: workshop.tree)
    do {
      try take(step, &generator)
      history.append(step.name)
    } catch let problem as ReleaseProblem {
      history.append("\(step.name) (\(problem))")
      let differences = try Snapshot(of: workshop.tree).differences(from: before)
      #expect(differences == [], "\(history)")
    }
    return step
  }

  private mutating func take(_ step: Step, _ generator: inout SplitMix64) throws {
    let versions = try release.versions.map(\.version)
    let any = try versions.randomElement(using: &generator) ?? VersionNumber("1.0")
    let weight = Int.random(in: 0...100, using: &generator)
    let gateway = Gateway("infra/public", hostname: "flow.example.com").map(CanaryRoute.gateway)
    let route =
      [CanaryRoute.split, .split, .surge, gateway ?? .split].randomElement(using: &generator) ?? .split
    switch step {
    case .render: try render { _ in }
    case .bump:
      try edit()
      try render { $0.bump = .minor }
    case .stage:
      try edit()
      try render {
        $0.bump = .minor
        $0.stage = true
      }
    case .fix: try fix()
    case .rollback:
      let isGood = Bool.random(using: &generator)
      try change(
        .rolledBack(
          to: Bool.random(using: &generator) ? any : nil, reason: isGood ? nil : "random", isGood: isGood))
    case .promote:
      try change(
        .promoted(Bool.random(using: &generator) ? any : nil), accepts: Bool.random(using: &generator))
    case .canary:
      try change(
        .canaryStarted(any, weight: weight, route: route), accepts: Bool.random(using: &generator))
    case .move: try change(.canaryStarted(nil, weight: weight, route: nil))
    case .finish: try change(.promoted(nil), accepts: true)
    case .end: try change(.canaryEnded)
    case .replicas:
      let before = replicas
      replicas = Int.random(in: 0...4, using: &generator)
      do { try render { _ in } } catch {
        replicas = before
        throw error
      }
    case .mark:
      try change(Bool.random(using: &generator) ? .markedBad(any, reason: "random") : .markedGood(any))
    case .abort: try change(.canaryAborted)
    case .prune: try change(.pruned(keep: Int.random(in: 4...6, using: &generator), inUse: []))
    case .unpin: try render { $0.unpin = true }
    case .undo: try undo(any, weight, route)
    case .packages: try exchangePackages(&generator)
    case .refused: try change(.rolledBack(to: try VersionNumber("99.0"), reason: nil))
    }
  }

  /// Brings a version with packages, or one without them: of two ConfigMaps or of one.
  private mutating func exchangePackages(_ generator: inout SplitMix64) throws {
    try edit()
    if Bool.random(using: &generator) {
      try workshop.vendor("flow", "\(changes)")
    } else {
      for path in ["vendor.lock", "vendor"] {
        let place = workshop.folder.appending(path: "flows/flow/\(path)")
        if FileManager.default.fileExists(atPath: place.path) {
          try FileManager.default.removeItem(at: place)
        }
      }
    }
    let hasPackages = FileManager.default.fileExists(
      atPath: workshop.folder.appending(path: "flows/flow/vendor").path)
    try render { $0.bump = .minor }
    let newest = try release.versions.last
    #expect(newest?.parts == (hasPackages ? 2 : 1), "\(history)")
  }

  /// Corrects what is live apart from the source, which stays as it is.
  private mutating func fix() throws {
    let workflow = try RetainedWorkflow("flow", in: tree)
    guard let live = workflow.release.live else { return }
    changes += 1
    let folder = workshop.folder.appending(path: "fix")
    for file in try workflow.source(of: live).files {
      let bytes = file.path == "nodes/work.ts" ? Array("export default () => \(changes);\n".utf8) : file.bytes
      try folder.write(bytes, to: file.path)
    }
    let source = workflow.release.source
    try render(from: "fix") { $0.line = live }
    let after = try release
    #expect(after.source == source && after[after.live ?? live]?.fixes == live)
  }

  /// What is undone leaves no trace in what a cluster gets.
  private func undo(_ version: VersionNumber, _ weight: Int, _ route: CanaryRoute) throws {
    let release = try release
    let before = try Snapshot(of: workshop.tree)
    if release.canary == nil, release.live != version {
      try change(.canaryStarted(version, weight: weight, route: route), accepts: true)
      try change(.canaryAborted)
      // What was accepted was bad before, and its mark is what it was.
      #expect(try Snapshot(of: workshop.tree).differences(from: before) == [], "a canary that was aborted")
    }
    if release.bad(version) == nil {
      try change(.markedBad(version, reason: "random"))
      try change(.markedGood(version))
      #expect(try Snapshot(of: workshop.tree).differences(from: before) == [], "a mark that was cleared")
    }
    guard release.canary == nil, let live = release.live, version != live else { return }
    // What happened stays known.
    let known = ["flow/release.lock differs"]
    if version < live {
      try change(.rolledBack(to: version, reason: "random"), accepts: true)
      try change(.promoted(live), accepts: true)
      #expect(
        try Snapshot(of: workshop.tree).differences(from: before) == known, "a rollback that was undone")
    } else {
      try change(.promoted(version), accepts: true)
      try change(.rolledBack(to: live, reason: nil, isGood: true), accepts: true)
      #expect(
        try Snapshot(of: workshop.tree).differences(from: before) == known, "a promotion that was undone")
    }
  }

  /// What is wrong with the tree now.
  mutating func problems() throws -> [String] { try sound.problems() + podProblems() }

  /// As many pods as the state says, whatever it came from.
  private func podProblems() throws -> [String] {
    let release = try release
    let folder = try Snapshot(of: workshop.tree.appending(path: "flow"))
    func pods(_ file: String) throws -> Value? {
      try folder.text(file).flatMap { try Reader.read(Array($0.utf8)).valid()?.value["spec"]?["replicas"] }
    }
    let expected = release.canaryPods
    let stable = try pods("deployment.yaml")
    let canary = try pods(ReleaseNames.canaryDeployment)
    if release.live == nil { return [] }
    let live = expected.map(\.stable) ?? replicas
    return stable == live.map(Value.integer) && canary == (expected?.canary).map(Value.integer)
      ? [] : ["\(String(describing: stable)) and \(String(describing: canary)) pods"]
  }
}
