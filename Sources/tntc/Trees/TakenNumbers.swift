import Files
import Releases
import Terminal
import Tree

/// Tells the other environments that a number is taken, where a version is made for one of them alone.
struct TakenNumbers {
  private let plans: [(tree: String, plan: WorkflowPlan)]
  private let listsKept: Bool

  /// - Parameter trees: those of the other environments.
  init(_ renders: [TreeRender], in trees: [String], _ finder: JobFinder, _ writing: WritingFlags) throws {
    listsKept = writing.verbose
    var plans: [(tree: String, plan: WorkflowPlan)] = []
    for tree in trees {
      var options = RenderOptions()
      options.place = finder.place(environment: Path.lastComponent(tree))
      var planner = Planner(tree: tree, options: options)
      for entry in renders.flatMap(\.report.entries) {
        guard let number = entry.rendered?.number else { continue }
        // What an environment knows of a version is its own affair.
        let known = Tombstone(version: number.version, digest: number.digest, parts: number.parts)
        if let plan = try planner.take([known], of: entry.workflow) { plans.append((tree, plan)) }
      }
    }
    self.plans = plans
  }

  var isEmpty: Bool { plans.isEmpty }

  func write() throws {
    for (_, plan) in plans { try TreeWriter.write(plan.writing) }
  }

  func text(_ tense: RenderReport.Tense) -> StyledText {
    plans.map { tree, plan in
      let entry = RenderReport.Entry(plan, PlanText.change(plan), listsKept: listsKept)
      let report = RenderReport([entry], listsFiles: tense != .stale || listsKept)
      return "\("environment \(Path.lastComponent(tree)) (\(tree))", .strong)\n\(report.text(tense))"
    }.joined()
  }
}
