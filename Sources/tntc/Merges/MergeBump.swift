import Diagnostics
import Files
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel

/// Gives the merged source of a workflow the next number, in the trees where both sides had added code.
struct MergeBump {
  private let runs: [(tree: String, run: RenderRun, report: RenderReport)]

  /// - Parameters:
  ///   - directory: the workflow's, without a mark of a conflict in it.
  ///   - part: nil for the last that its number has.
  ///   - merged: the workflow in each of these trees, written already.
  init(_ directory: String, _ part: VersionNumber.Part?, _ merged: [MergedWorkflow], _ finder: JobFinder)
    throws
  {
    let part = try part ?? WorkflowInput.read(directory).workflow.version.lastPart
    var runs: [(tree: String, run: RenderRun, report: RenderReport)] = []
    var problems: [ReleaseProblem] = []
    for one in merged {
      let tree = one.tree.tree
      var options = try finder.options(environment: one.tree.environment)
      options.siblings = finder.siblings(of: tree).filter { $0 != tree }
      options.alongside = merged.map(\.tree.tree)
      options.bump = part
      options.stage = !one.raisesLive
      var run = RenderRun(directories: [directory], tree: tree, options: options)
      let entries = run.check { RenderReport.Entry($0, PlanText.rendered($0), listsKept: false) }
      if let failure = run.failures.first { throw failure }
      problems += run.problems
      runs.append((tree, run, RenderReport(entries, listsFiles: true)))
    }
    let findings = problems.map(ProblemText.finding)
    if findings.contains(where: { $0.severity == .error }) { throw InvalidInput(findings) }
    FindingFormat.text.report(Array(Set(findings)).sorted { $0.message < $1.message })
    self.runs = runs
  }

  func write() throws {
    for (tree, run, report) in runs {
      let lock = try TreeMutex(tree: tree)
      try withExtendedLifetime(lock) { try run.write {} }
      Console.output(report.text(.wrote))
    }
  }
}
