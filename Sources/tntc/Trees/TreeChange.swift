import Diagnostics
import Files
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel
import YAML

/// One change of a workflow's release state, from plan to report.
struct TreeChange {
  private let plan: WorkflowPlan
  /// What happens to the workflow, in words.
  private let sentence: String
  /// What is told of it, which needs the files.
  private let entry: RenderReport.Entry
  private let isWritten: Bool

  init(
    tree: String, dryRun: Bool, options: RenderOptions,
    _ plan: @escaping (inout Planner) throws -> WorkflowPlan
  ) throws {
    var change: PlannedChange
    do {
      change = try PlannedChange(tree: tree) {
        var planner = Planner(tree: tree, options: options)
        return try plan(&planner)
      }
    } catch let failure as InvalidInput {
      throw InvalidInput(SparseTree.explained(failure.findings, in: tree, as: nil))
    } catch let problem as ReleaseProblem {
      throw InvalidInput(SparseTree.explained([ProblemText.finding(problem)], in: tree, as: nil))
    }
    if change.plan.previous == nil {
      let unseen = SparseTree.refusals(in: tree, [change.plan.workflow])
      if !unseen.isEmpty { throw InvalidInput(unseen) }
    }
    if !dryRun { try change.write() }
    var plan = change.plan
    sentence = PlanText.change(plan)
    entry = RenderReport.Entry(plan, sentence, listsKept: false)
    plan.forgetFolder()
    self.plan = plan
    isWritten = !dryRun
  }

  func warn(_ format: OutputFormat) { format.problems.report(plan.warnings + entry.warnings) }

  func report(_ format: OutputFormat) {
    warn(format)
    switch format {
    case .json: Console.data(JSON.pretty(value) + "\n")
    case .text, .github:
      let report = RenderReport([entry], listsFiles: true)
      Console.output(report.text(isWritten ? .wrote : .wouldWrite))
      Console.output(PlanDiff.text(plan))
    }
  }

  var value: Value {
    var object: Mapping = [
      "workflow": .string(plan.workflow), "folder": .string(plan.folder), "written": .bool(isWritten),
      "change": .string(sentence),
    ]
    for (key, value) in ReleaseValue.members(plan.release) { object[key] = value }
    object["dropped"] = .sequence(plan.dropped.map { .string($0.text) })
    object["removedObjects"] = .sequence(plan.removedObjects.map { .string($0.text) })
    object["files"] = .sequence(
      plan.changes.filter { $0.action != .keep }.map {
        ["path": .string(Path.join(plan.folder, $0.path)), "action": .string($0.action.word)]
      })
    object["diff"] = .string(PlanDiff.text(plan))
    return .mapping(object)
  }
}

extension FileChange.Action {
  fileprivate var word: String {
    switch self {
    case .add: "add"
    case .update: "change"
    case .remove: "remove"
    case .keep: "keep"
    }
  }
}
