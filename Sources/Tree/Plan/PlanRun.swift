import Diagnostics
package import Files
package import Releases
import Settings
import Synchronization
import WorkflowModel

/// What a command does to many workflows of one tree, in two passes: all are read and checked before the first byte is
/// written, then each is written. What the first pass would write is kept as far as the budget goes; the rest is planned
/// again, so that memory does not grow with the number of workflows, but for the checks of a source that is the same. A
/// workflow whose lock is another one by then is planned again as well.
package struct PlanRun: Sendable {
  package typealias Plan = @Sendable (inout Planner, String) throws -> WorkflowPlan

  /// Workflow directories, or names of workflows.
  private let subjects: [String]
  private let tree: String
  private let makePlan: Plan
  private var planner: Planner
  /// That of the tree, from before it is read; nil when nothing is written, or there is no tree yet.
  package var lock: TreeMutex?
  /// Positions of the workflows that are to be written.
  private var pending: [Int] = []
  /// Whether what is to be written is in the tree, and not in workflow.yaml alone.
  package private(set) var changesTree = false
  private let budget: PlanBudget
  /// What the first pass keeps of workflows that are to be written, by their positions.
  private var kept: [Int: Kept] = [:]
  private var names = WorkflowNames()

  /// In the order of the workflows.
  package private(set) var problems: [ReleaseProblem] = []
  package private(set) var failures: [FileError] = []

  /// A render of workflow directories.
  package init(
    directories: [String], tree: String, options: RenderOptions, budget: PlanBudget? = nil
  ) {
    self.init(directories, tree: tree, options: options, budget: budget) { try $0.plan($1) }
  }

  /// A change of workflows, which may be none of the tree's yet.
  ///
  /// - Parameters:
  ///   - subjects: what `plan` gets, each once.
  ///   - budget: shared by all runs of the command; nil where this is the only one.
  ///   - plan: called from several threads.
  package init(
    _ subjects: [String], tree: String, options: RenderOptions, lock: TreeMutex? = nil,
    budget: PlanBudget? = nil, _ plan: @escaping Plan
  ) {
    (self.subjects, self.tree, self.lock, makePlan) = (subjects, tree, lock, plan)
    self.budget = budget ?? PlanBudget(workflows: subjects.count)
    planner = Planner(tree: tree, options: options)
  }

  package var workflows: Set<String> { names.all }

  /// Those that are in the tree, by the folders that they are rendered from.
  package private(set) var sources: [String: String] = [:]

  /// Of all workflows.
  package private(set) var patchUse = PatchUse()

  package var hasErrors: Bool {
    !failures.isEmpty || problems.contains(where: \.isError)
  }

  private enum Writing: Sendable {
    case nothing
    case source
    case tree

    init(_ plan: WorkflowPlan) {
      self = plan.changesTree ? .tree : plan.bump != nil ? .source : .nothing
    }
  }

  private enum Kept: Sendable {
    case write(FolderWrite)
    /// The digest of the source, which was checked.
    case source(String)
  }

  /// What the first pass finds of a workflow.
  private enum Outcome<Note: Sendable>: Sendable {
    case planned(name: String, source: String?, warnings: [Finding], PatchUse, Writing, Note, Kept?)
    case invalid([Finding])
    case problem(ReleaseProblem)
    case unreadable(FileError)
  }

  /// Reads and checks every workflow.
  ///
  /// - Parameter note: what to remember of a plan; called from several threads.
  /// - Returns: the notes, in the order of the workflows, of those that may be written.
  package mutating func check<Note: Sendable>(_ note: @Sendable (WorkflowPlan) -> Note) -> [Note] {
    prepare()
    let outcomes = Parallel.map(count: subjects.count) { [self] range in
      var planner = planner
      return range.map { outcome(of: $0, &planner) { plan, _ in note(plan) } }
    }
    return take(outcomes)
  }

  /// The same for several trees. Where the same workflows are for all of them, each is read once.
  ///
  /// - Parameter note: what to remember of a plan, and whether its source is one that a plan for another tree was noted
  ///   of.
  /// - Returns: the notes of each run.
  package static func check<Note: Sendable>(
    _ runs: inout [PlanRun], _ note: @Sendable (WorkflowPlan, _ isSourceNoted: Bool) -> Note
  ) -> [[Note]] {
    guard let first = runs.first, runs.allSatisfy({ $0.subjects == first.subjects }) else {
      return runs.indices.map { position in runs[position].check { note($0, false) } }
    }
    for position in runs.indices { runs[position].prepare() }
    let outcomes = Parallel.map(count: first.subjects.count) { [runs] range in
      var planners = runs.map(\.planner)
      return range.map { subject -> [Outcome<Note>] in
        var source: WorkflowInput?
        var noted: Set<String> = []
        return runs.indices.map { run in
          planners[run].lastRead = source
          defer { source = planners[run].lastRead }
          return runs[run].outcome(of: subject, &planners[run]) { plan, digest in
            note(plan, digest.map { !noted.insert($0).inserted } ?? false)
          }
        }
      }
    }
    return runs.indices.map { run in runs[run].take(outcomes.map { $0[run] }) }
  }

  private mutating func prepare() { planner.prepare() }

  /// - Parameter note: is given the digest of a source that is new in the tree as well.
  private func outcome<Note>(
    of position: Int, _ planner: inout Planner, _ note: (WorkflowPlan, _ digest: String?) -> Note
  ) -> Outcome<Note> {
    do {
      let plan = try makePlan(&planner, subjects[position])
      let writing = Writing(plan)
      let write = writing == .nothing ? nil : plan.writing
      let kept = write.flatMap { budget.take($0.size) ? Kept.write($0) : plan.source.map(Kept.source) }
      return .planned(
        name: plan.workflow, source: plan.release.versions.isEmpty ? nil : plan.release.source,
        warnings: plan.warnings, plan.patches, writing, note(plan, plan.new?.digest), kept)
    } catch let failure as InvalidInput {
      return .invalid(failure.findings)
    } catch let problem as ReleaseProblem {
      return .problem(problem)
    } catch let failure as FileError where failure.isInvalidInput {
      return .invalid([Finding(path: failure.path, message: failure.message)])
    } catch let failure as FileError {
      return .unreadable(failure)
    } catch {
      return .invalid([Finding(path: subjects[position], message: "\(error)")])
    }
  }

  /// Takes what the first pass found, in the order of the workflows.
  private mutating func take<Note>(_ outcomes: [Outcome<Note>]) -> [Note] {
    var notes: [Note] = []
    for (position, outcome) in outcomes.enumerated() {
      switch outcome {
      case .invalid(let findings): problems += findings.map(ReleaseProblem.finding)
      case .problem(let problem): problems.append(problem)
      case .unreadable(let failure): failures.append(failure)
      case .planned(let name, let source, let warnings, let patches, let writing, let note, let kept):
        if let source { sources[source] = name }
        problems += warnings.map(ReleaseProblem.finding)
        patchUse.add(patches)
        if let repeated = names.add(name, in: subjects[position]) { problems.append(.finding(repeated)) }
        if writing != .nothing { pending.append(position) }
        if writing == .tree { changesTree = true }
        self.kept[position] = kept
        notes.append(note)
      }
    }
    return notes
  }

  /// Writes what `check` found in order; `visit` is called after each workflow, from several threads.
  ///
  /// A tree that is not there yet is made only now, when everything is known to be fine and there is something to put
  /// into it.
  package mutating func write(_ visit: @Sendable () -> Void) throws {
    if lock == nil, changesTree {
      lock = try TreeMutex(making: tree)
      // Another run may have made it meanwhile.
      if try !Disk.entries(of: tree).isEmpty { forgetPlans() }
    }
    try writePending(visit)
  }

  /// Has every plan made again before it is written.
  private mutating func forgetPlans() {
    kept = [:]
    planner.forget()
    planner.prepare()
    pending = Array(subjects.indices)
  }

  private func writePending(_ visit: @Sendable () -> Void) throws {
    let failure = Mutex<(any Error)?>(nil)
    _ = Parallel.map(count: pending.count) { range in
      var planner = planner
      for position in range where failure.withLock({ $0 == nil }) {
        do {
          let number = pending[position]
          if case .write(let write) = kept[number], write.isCurrent {
            try TreeWriter.write(write)
          } else {
            planner.checkedDigest = kept[number].flatMap {
              if case .source(let digest) = $0 { digest } else { nil }
            }
            try TreeWriter.write(try makePlan(&planner, subjects[number]).writing)
          }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
        visit()
      }
      return [()]
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
