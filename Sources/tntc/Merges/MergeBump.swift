import Diagnostics
import Files
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel
import YAML

/// Gives the merged source of a workflow the next number, in the trees where both sides had added code.
struct MergeBump {
  private let runs: [Run]
  private let findings: [Finding]

  private struct Run {
    let tree: String
    let run: PlanRun
    let report: RenderReport
    let numbers: [NewNumber]

    init(
      _ directory: String, _ part: VersionNumber.Part, _ merged: MergedWorkflow, alongside trees: [String],
      _ used: [String: [VersionNumber]], _ finder: JobFinder
    ) throws {
      let (tree, siblings) = (merged.tree.tree, finder.siblings(of: merged.tree.tree))
      var options = try finder.options(environment: merged.tree.environment)
      options.siblings = siblings.filter { $0 != tree }
      (options.alongside, options.bump, options.used) = (trees, part, used)
      options.stage = !merged.raisesLive
      var run = PlanRun(directories: [directory], tree: tree, options: options)
      let entries = run.check { RenderReport.Entry($0, PlanText.rendered($0), listsKept: false) }
      if let failure = run.failures.first { throw failure }
      (self.tree, self.run, report) = (tree, run, RenderReport(entries, listsFiles: true))
      numbers = NewNumber.all(entries, in: tree, siblings: options.siblings)
    }
  }

  /// - Parameters:
  ///   - directory: the workflow's, without a mark of a conflict in it.
  ///   - part: nil for the last that its number has.
  ///   - merged: the workflow in each of these trees, written already.
  init(_ directory: String, _ part: VersionNumber.Part?, _ merged: [MergedWorkflow], _ finder: JobFinder)
    throws
  {
    let part = try part ?? WorkflowInput.read(directory).workflow.version.lastPart
    let (runs, taken) = try BaseBranch.planned(against: nil, isRaising: true) { used in
      var runs: [Run] = []
      for one in merged {
        runs.append(try Run(directory, part, one, alongside: merged.map(\.tree.tree), used, finder))
      }
      return (runs, runs.flatMap(\.numbers))
    }
    let problems = runs.flatMap(\.run.problems) + taken
    let findings = problems.map(ProblemText.finding)
    if findings.contains(where: { $0.severity == .error }) { throw InvalidInput(findings) }
    // Those of several trees can be alike except for the path: the order of a set is another one in each run.
    var known: Set<Finding> = []
    self.findings = findings.filter { known.insert($0).inserted }.sorted {
      $0.message.precedesByBytes($1.message)
    }
    self.runs = runs
  }

  /// - Parameter format: how problems are printed.
  func write(_ format: FindingFormat) throws {
    format.report(findings)
    for one in runs {
      var run = one.run
      run.lock = try TreeMutex(tree: one.tree)
      try run.write {}
      format.tell(one.report.text(.wrote))
    }
  }
}
