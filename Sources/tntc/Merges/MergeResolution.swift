import Diagnostics
import Files
import Git
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel

/// Everything that a merge left in conflict in some trees: planned when it is made, written later.
struct MergeResolution {
  private let finder: JobFinder
  private var merged: [MergedWorkflow] = []
  /// By the names of workflows.
  private var sources: [String: SourceConflicts] = [:]
  /// Locks of the workflows that are in conflict and not asked for.
  private var unresolved: [String] = []
  private var records: [(tree: ConflictedTree, record: RemovedWorkflows)] = []

  /// - Parameters:
  ///   - trees: those of all environments, as a number means one version everywhere.
  ///   - name: a workflow; nil for all, and for the records of removed ones.
  ///   - environment: nil for all.
  ///   - preference: the side that wins where both decided.
  /// - Throws: `InvalidInput` with everything that a person has to choose.
  init(
    _ trees: [ConflictedTree], only name: String?, environment: String?, preference: ReleaseMerge.Side?,
    _ finder: JobFinder
  ) throws {
    self.finder = finder
    var problems = Problems()
    var losing: [String: [Tombstone]] = [:]
    for tree in trees {
      for workflow in tree.workflows where name == nil || name == workflow {
        try problems.collect {
          losing[workflow, default: []] += try MergedWorkflow.losing(workflow, in: tree)
        }
      }
    }
    for tree in trees {
      let isMeant = environment == nil || environment == tree.environment
      if isMeant, let record = try Self.record(of: tree) { records.append((tree, record)) }
      var conflicted = isMeant ? tree.workflows.filter { name == nil || name == $0 } : []
      if isMeant, let name, conflicted.isEmpty, try tree.hasMixedManifests(name) { conflicted = [name] }
      let touched = losing.keys.sorted().filter { workflow in
        !conflicted.contains(workflow) && tree.holds(losing[workflow] ?? [], workflow)
      }
      for workflow in conflicted + touched {
        try problems.collect {
          if !isMeant {
            throw InvalidInput(
              path: tree.lock(of: workflow),
              "has code under a number that other code gets; resolve all environments, without `--env`"
            )
          }
          let one = try MergedWorkflow(
            workflow, in: tree, preference: preference, losing: losing[workflow] ?? [])
          _ = try one.change(finder)
          merged.append(one)
        }
      }
    }
    if !problems.findings.isEmpty { throw InvalidInput(problems.findings) }
    if name != nil, merged.isEmpty { records = [] }
    let done = Set(merged.map { $0.tree.lock(of: $0.name) })
    unresolved = trees.flatMap { tree in tree.workflows.map(tree.lock) }.filter { !done.contains($0) }
  }

  /// What is wrong with any workflow.
  private struct Problems {
    private(set) var findings: [Finding] = []

    mutating func collect(_ body: () throws -> Void) throws {
      do {
        try body()
      } catch let failure as InvalidInput {
        findings += failure.findings.filter { !findings.contains($0) }
      } catch let problem as ReleaseProblem {
        findings.append(ProblemText.finding(problem))
      }
    }
  }

  var isEmpty: Bool { merged.isEmpty && records.isEmpty }

  /// The numbers of both sides stay taken.
  static func record(of tree: ConflictedTree) throws -> RemovedWorkflows? {
    guard let conflict = try tree.recordConflict() else { return nil }
    let path = RemovedWorkflows.path(in: tree.tree)
    func record(_ bytes: [UInt8]?, _ side: ReleaseMerge.Side) throws -> RemovedWorkflows {
      do {
        return try bytes.map { bytes throws(LockProblem) in try RemovedWorkflows(bytes) }
          ?? RemovedWorkflows()
      } catch {
        throw InvalidInput(path: path, MergeText(tree.operation).refusal(error, of: side))
      }
    }
    return try record(conflict.ours, .ours).merged(with: try record(conflict.theirs, .theirs))
  }

  // MARK: What is left to do

  /// The source of each workflow that is in conflict, by its name; of one that both sides gave code to, without the
  /// conflict of numbers when that will be settled.
  private func foundSources(settling: Bool) throws -> [String: SourceConflicts] {
    var sources: [String: SourceConflicts] = [:]
    for one in merged where sources[one.name] == nil {
      sources[one.name] = try SourceConflicts(of: one, settles: settling && one.needsNumber)
    }
    return sources
  }

  /// Writes everything, gives the merged source the next number if that is asked for, and says what is left to do.
  ///
  /// - Parameters:
  ///   - bump: whether and how the next number is given.
  ///   - format: how problems are printed.
  mutating func write(_ bump: NextNumber?, _ format: FindingFormat) throws {
    sources = try foundSources(settling: bump != nil)
    if bump != nil { try refuseUnready() }
    for (tree, record) in records { try Self.write(record, in: tree.tree) }
    for (position, one) in merged.enumerated() {
      let isNew = position == 0 || merged[position - 1].tree.tree != one.tree.tree
      if isNew, let environment = one.tree.environment {
        Console.output("environment \(environment) (\(one.tree.tree))\n")
      }
      try one.write(finder, format)
    }
    var (bumped, failure): ([String], InvalidInput?) = ([], nil)
    do {
      bumped = try bump.map { try give($0, format) } ?? []
    } catch let problem as InvalidInput {
      failure = problem
    }
    format.report(
      sources.sorted { $0.key < $1.key }.filter { !bumped.contains($0.key) }.flatMap(\.value.findings))
    Console.output(steps(bumped).map { "next: \($0)\n" }.joined())
    if let failure { throw failure }
  }

  /// Refuses `--bump` for workflows whose source is missing or has conflict markers.
  private func refuseUnready() throws(InvalidInput) {
    let findings = needing.flatMap { name -> [Finding] in
      if let source = sources[name] { return source.findings }
      let locks = merged.filter { $0.name == name }.map { $0.tree.lock(of: name) }
      return locks.prefix(1).map {
        Finding(
          path: $0,
          message:
            "has no source in this repository, so `--bump` has nothing to render; resolve without it, and render "
            + "with `--bump` where the source is")
      }
    }
    if findings.isEmpty { return }
    throw InvalidInput(
      findings.map {
        Finding(path: $0.path, position: $0.position, message: "\($0.message); nothing was written")
      })
  }

  /// Names of workflows that both sides gave code to, of which no version is that of the source now.
  private var needing: [String] {
    Set(merged.filter(\.needsNumber).map(\.name)).filter { !(sources[$0]?.isRendered ?? false) }.sorted()
  }

  private func give(_ number: NextNumber, _ format: FindingFormat) throws -> [String] {
    var given: [String] = []
    for name in needing {
      guard let source = sources[name] else { continue }
      if let text = source.settledVersion {
        try Disk.write(text, to: source.workflowFile, likePermissionsOf: source.workflowFile)
      }
      let places = merged.filter { $0.name == name && $0.needsNumber }
      try MergeBump(source.directory, number.part, places, finder).write(format)
      given.append(name)
    }
    return given
  }

  private static func write(_ record: RemovedWorkflows, in tree: String) throws {
    let lock = try TreeMutex(tree: tree)
    try withExtendedLifetime(lock) { try record.write(in: tree) }
    Console.output(
      "\(RemovedWorkflows.path(in: tree)): \(Counted.text(record.workflows.count, "removed workflow"))\n")
  }

  /// The next steps of the user, in this order: shell commands, and files to correct by hand.
  private func steps(_ bumped: [String]) -> [String] {
    let open = sources.sorted { $0.key < $1.key }.filter { !bumped.contains($0.key) }.map(\.value)
    let files = Self.unique(open.flatMap(\.findings).map(\.path))
    let unrendered = needing.filter { !bumped.contains($0) }.compactMap { sources[$0]?.directory }
    var steps = open.compactMap(\.step)
    if !files.isEmpty { steps.append("mend \(Self.shown(files))") }
    if !unrendered.isEmpty {
      let part = (needing.compactMap { name in merged.first { $0.name == name }?.release.newest }).first?
        .lastPart
      steps.append(
        "tntc render \(Self.shown(unrendered)) --bump \((part ?? .minor).rawValue)\(place)"
          + "  # no version has the code of both sides")
    }
    steps += merged.flatMap { $0.refixes(finder) }
    let overlaid = Set(merged.filter(\.needsRender).map(\.name)).subtracting(needing).sorted()
    if !overlaid.isEmpty {
      let names = overlaid.compactMap { sources[$0]?.directory }
      steps.append("tntc render \(Self.shown(names))\(place)  # both sides changed the config overlay")
    }
    let touched = bumped.compactMap { sources[$0]?.directory } + unrendered
    let paths = records.map { RemovedWorkflows.path(in: $0.tree.tree) } + merged.flatMap(\.paths) + touched
    let others = files.filter { file in !paths.contains { file.hasPrefix("\($0)/") } }
    steps.append("git add \(Self.shown(Self.unique(paths + others)))")
    if !unresolved.isEmpty {
      return steps + ["tntc resolve  # \(Self.shown(unresolved)) has a conflict, too"]
    }
    let operation = (merged.first?.tree ?? records.first?.tree)?.operation ?? .unknown
    return steps + [MergeText(operation).continuing].compactMap(\.self)
  }

  private static func unique(_ texts: [String]) -> [String] {
    texts.enumerated().filter { texts.firstIndex(of: $1) == $0 }.map(\.element)
  }

  private static func shown(_ paths: [String]) -> String {
    paths.map(ShellWord.path).joined(separator: " ")
  }

  /// The options that name the trees of this call.
  private var place: String {
    let environments = Set(merged.map(\.tree.environment))
    return finder.place(environment: environments.count == 1 ? merged.first?.tree.environment : nil)
  }
}
