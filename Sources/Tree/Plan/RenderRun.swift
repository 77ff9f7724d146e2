import Diagnostics
package import Files
package import Releases
import Settings
import Synchronization
import WorkflowModel

/// A render of many workflows in two passes: all are read and checked before the first byte is
/// written, then each is planned again and written, so that memory does not grow with their number.
package struct RenderRun: Sendable {
  /// With no more workflows than this, the plans of the first pass are kept for the second.
  private static let keptPlans = 16

  private let directories: [String]
  private var planner: Planner
  /// Positions of the workflows that are to be written.
  private var pending: [Int] = []
  /// Whether what is to be written is in the tree, and not in workflow.yaml alone.
  package private(set) var changesTree = false
  private var kept: [Int: WorkflowPlan] = [:]
  private var names = WorkflowNames()

  /// In the order of the directories.
  package private(set) var problems: [ReleaseProblem] = []
  package private(set) var failures: [FileError] = []

  package init(directories: [String], tree: String, options: RenderOptions) {
    self.directories = directories
    planner = Planner(tree: tree, options: options)
  }

  package var workflows: Set<String> { names.all }

  /// Those that are in the tree, by the folders that they are rendered from.
  package private(set) var sources: [String: String] = [:]

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

  /// What the first pass keeps of a workflow.
  private enum Outcome<Note: Sendable>: Sendable {
    case planned(name: String, source: String?, warnings: [Finding], Writing, Note, WorkflowPlan?)
    case invalid([Finding])
    case problem(ReleaseProblem)
    case unreadable(FileError)
  }

  /// Reads and checks every workflow.
  ///
  /// - Parameter note: what to remember of a plan; called from several threads.
  /// - Returns: the notes, in the order of the directories.
  package mutating func check<Note: Sendable>(_ note: @Sendable (WorkflowPlan) -> Note) -> [Note] {
    let keepsPlans = directories.count <= Self.keptPlans
    planner.prepare()
    let outcomes = Parallel.map(count: directories.count) { [directories, planner] range in
      var planner = planner
      return range.map { position -> Outcome<Note> in
        do {
          var plan = try planner.plan(directories[position])
          let noted = note(plan)
          plan.forgetFolder()
          return .planned(
            name: plan.workflow, source: plan.release.versions.isEmpty ? nil : plan.release.source,
            warnings: plan.warnings, Writing(plan), noted, keepsPlans ? plan : nil)
        } catch let failure as InvalidInput {
          return .invalid(failure.findings)
        } catch let problem as ReleaseProblem {
          return .problem(problem)
        } catch let failure as FileError where failure.isInvalidInput {
          return .invalid([Finding(path: failure.path, message: failure.message)])
        } catch let failure as FileError {
          return .unreadable(failure)
        } catch {
          return .invalid([Finding(path: directories[position], message: "\(error)")])
        }
      }
    }
    var notes: [Note] = []
    for (position, outcome) in outcomes.enumerated() {
      switch outcome {
      case .invalid(let findings): problems += findings.map(ReleaseProblem.finding)
      case .problem(let problem): problems.append(problem)
      case .unreadable(let failure): failures.append(failure)
      case .planned(let name, let source, let warnings, let writing, let note, let plan):
        if let source { sources[source] = name }
        problems += warnings.map(ReleaseProblem.finding)
        if let repeated = names.add(name, in: directories[position]) { problems.append(.finding(repeated)) }
        if writing != .nothing { pending.append(position) }
        if writing == .tree { changesTree = true }
        kept[position] = plan
        notes.append(note)
      }
    }
    return notes
  }

  /// Makes every plan again before it is written: another run may have written meanwhile.
  package mutating func forgetPlans() {
    kept = [:]
    planner.forget()
    planner.prepare()
    pending = Array(directories.indices)
  }

  /// Writes what `check` found in order; `visit` is called after each workflow, from several threads.
  package func write(_ visit: @Sendable () -> Void) throws {
    let failure = Mutex<(any Error)?>(nil)
    _ = Parallel.map(count: pending.count) { range in
      var planner = planner
      for position in range where failure.withLock({ $0 == nil }) {
        do {
          let plan = try kept[pending[position]] ?? planner.plan(directories[pending[position]])
          if let bump = plan.bump { try TreeWriter.write(bump) }
          try TreeWriter.write(plan)
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
