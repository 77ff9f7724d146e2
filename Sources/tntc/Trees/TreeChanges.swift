import Diagnostics
import Files
import Releases
import Reports
import Terminal
import TextDiff
import Tree
import WorkflowModel
import YAML

/// Changes of the release states of workflows, from plan to report: all are checked before the first is written.
struct TreeChanges {
  /// How they are reported.
  enum Style: Sendable {
    /// With every file, and the diff that a reviewer will see.
    case whole
    /// A line each.
    case lines
    case json
  }

  private struct Part {
    let selected: SelectedTree
    var run: PlanRun
    let changes: [ChangeEntry]
  }

  private var parts: [Part] = []
  private let style: Style
  private let problems: FindingFormat
  private let isWritten: Bool

  /// Plans the changes of all, while no other run can write to their trees.
  ///
  /// - Parameter selected: with the options for each tree.
  /// - Throws: what is wrong with any of them.
  init(
    of selected: [(SelectedTree, RenderOptions)], dryRun: Bool, _ format: OutputFormat,
    _ plan: @escaping PlanRun.Plan
  ) throws {
    let count = selected.reduce(0) { $0 + $1.0.names.count }
    style = format == .json ? .json : count == 1 ? .whole : .lines
    (problems, isWritten) = (format.problems, !dryRun)
    let locks = try TreeMutex.all(selected.map { part, _ in part.tree })
    let progress = Progress(total: count)
    let budget = PlanBudget(workflows: count)
    for (part, options) in selected {
      var run = PlanRun(
        part.names, tree: part.tree, options: options, lock: locks[JobFinder.place(of: part.tree)],
        budget: budget, plan)
      let changes = run.check { [style, isWritten] plan in
        progress.step("checked")
        return ChangeEntry(plan, style, isWritten: isWritten)
      }
      parts.append(Part(selected: part, run: run, changes: changes))
    }
    progress.clear()
    try refuseProblems(format.problems)
    if isWritten {
      for position in parts.indices { try parts[position].run.write { progress.step("written") } }
      progress.clear()
    }
    let older = parts.flatMap { RenderReport($0.changes.map(\.entry), listsFiles: false).takenAlong }
    format.problems.report([OlderFiles(older).takenAlong(isWritten: isWritten)].compactMap(\.self))
  }

  /// What is wrong with any workflow, or to be looked at; with an error nothing is written.
  private func refuseProblems(_ format: FindingFormat) throws {
    var findings: [Finding] = []
    for part in parts {
      let tree = part.selected.tree
      findings += SparseTree.explained(part.run.problems.map(ProblemText.finding), in: tree, as: nil)
      findings += part.changes.flatMap(\.entry.warnings)
      findings += SparseTree.refusals(in: tree, part.changes.filter(\.isNew).map(\.entry.workflow))
    }
    let failures = parts.flatMap(\.run.failures)
    let isRefused = !failures.isEmpty || findings.contains { $0.severity == .error }
    findings = (findings + failures.map(Finding.init)).once.filter { !isRefused || $0.severity == .error }
    format.report(findings)
    if isRefused {
      if isWritten, style == .lines { Console.error("nothing was written\n") }
      throw failures.isEmpty ? Exit.invalid : Exit.failed
    }
  }

  /// - Parameter isList: whether a list is printed as JSON even of one.
  func report(isList: Bool) {
    switch style {
    case .json:
      let values = parts.flatMap(\.changes).compactMap(\.value)
      let single = isList ? nil : values.first
      Console.data(JSON.pretty(single ?? .sequence(values)) + "\n")
    case .whole, .lines: for part in parts { problems.tell(text(part)) }
    }
  }

  private func text(_ part: Part) -> StyledText {
    let tense: RenderReport.Tense = isWritten ? .wrote : .wouldWrite
    let report = RenderReport(part.changes.map(\.entry), listsFiles: true)
    if style == .whole { return report.text(tense) + part.changes.map(\.diff).joined() }
    let tree = part.selected.tree
    let place = part.selected.environment.map { "environment \($0) (\(tree))" } ?? tree
    return (parts.count == 1 ? "" : "\(place, .strong)\n") + report.lines(tense)
  }
}

/// What is reported for one change.
struct ChangeEntry: Sendable {
  let entry: RenderReport.Entry
  /// What a reviewer will see; empty where it is not shown.
  let diff: StyledText
  /// Nil where none is asked for.
  let value: Value?
  /// Whether the tree had no such workflow.
  let isNew: Bool

  init(_ plan: WorkflowPlan, _ style: TreeChanges.Style, isWritten: Bool) {
    let sentence = PlanText.change(plan)
    entry = RenderReport.Entry(plan, sentence, listsKept: false)
    diff = style == .whole ? PlanDiff.text(plan) : ""
    value = style == .json ? Self.value(plan, sentence, isWritten) : nil
    isNew = plan.previous == nil
  }

  private static func value(_ plan: WorkflowPlan, _ sentence: String, _ isWritten: Bool) -> Value {
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
    object["rendering"] = .sequence(
      (plan.older?.files ?? []).map { .string(Path.join(plan.folder, $0)) })
    object["diff"] = .string(PlanDiff.lines(plan).text)
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
