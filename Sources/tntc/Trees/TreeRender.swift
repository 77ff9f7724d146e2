import Diagnostics
import Files
import Git
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel

/// The render of one tree: checked first, written later.
struct TreeRender {
  private let job: TreeJob
  /// The options that name the tree on a command line, with a space before each.
  private let place: String
  private(set) var run: PlanRun
  let report: RenderReport
  /// What is wrong with the workflows.
  let findings: [Finding]

  /// Checks the renders of all trees.
  ///
  /// - Parameter locks: of trees, by their places; none when nothing is written, or where there is no tree yet.
  static func all(
    _ jobs: [(job: TreeJob, options: RenderOptions)], _ writing: WritingFlags, _ locks: [String: TreeMutex],
    _ progress: Progress
  ) -> [TreeRender] {
    let budget = PlanBudget(workflows: jobs.reduce(0) { $0 + $1.job.directories.count })
    var runs = jobs.map { job, options in
      var run = PlanRun(directories: job.directories, tree: job.tree, options: options, budget: budget)
      run.lock = locks[JobFinder.place(of: job.tree)]
      return run
    }
    let listsKept = writing.verbose
    let notes = PlanRun.check(&runs) { plan, isSourceNoted in
      progress.step("checked")
      return RenderReport.Entry(
        plan, PlanText.rendered(plan), listsKept: listsKept, checksCode: !isSourceNoted)
    }
    return jobs.indices.map {
      TreeRender(jobs[$0].job, jobs[$0].options, runs[$0], notes[$0], listsKept: listsKept)
    }
  }

  private init(
    _ job: TreeJob, _ options: RenderOptions, _ run: PlanRun, _ notes: [RenderReport.Entry], listsKept: Bool
  ) {
    (self.job, place, self.run) = (job, options.place, run)
    report = RenderReport(notes, listsFiles: listsKept, listsKept: listsKept)
    findings =
      SparseTree.explained(run.problems.map(ProblemText.finding), in: job.tree, as: nil)
      + notes.flatMap { $0.errors + $0.warnings }
  }

  /// What a sparse checkout leaves out of the trees that this one is compared with, itself among them. Git is asked
  /// once for each tree.
  ///
  /// A number means one version everywhere, and what is not there cannot be compared.
  static func unseen(_ renders: [TreeRender]) -> [Finding] {
    var workflows: [String: Set<String>] = [:]
    for render in renders {
      workflows[render.job.tree, default: []].formUnion(
        render.report.entries.filter(\.lacksFiles).map(\.workflow))
      let new = render.report.entries.filter { !$0.newSource.isEmpty }.map(\.workflow)
      for tree in render.job.siblings {
        workflows[tree, default: []].formUnion(
          new.filter { !Disk.exists(Path.join(Path.join(tree, $0), Release.lockFile)) })
      }
    }
    return workflows.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap {
      SparseTree.refusals(in: $0.key, $0.value.sorted())
    }
  }

  var tree: String { job.tree }

  var hasErrors: Bool { run.hasErrors || findings.contains { $0.severity == .error } }

  mutating func write(_ progress: Progress) throws {
    try run.write { progress.step("written") }
  }

  func text(_ tense: RenderReport.Tense) -> StyledText {
    let heading = job.environment.map { "environment \($0) (\(job.tree))" }
    return (heading.map { "\($0, .strong)\n" } ?? "") + report.text(tense)
  }

  /// Workflows of the tree whose source is gone, and not only left out of a sparse checkout.
  func orphans() throws -> [(workflow: String, problem: String)] {
    let orphans = try TreeIndex.orphans(of: job.tree, except: run.workflows, sources: run.sources)
    // Git is asked only when there is something to doubt; without it the source counts as gone.
    if orphans.isEmpty { return [] }
    let repository = try? GitRepository(holding: job.tree)
    let leftOut = repository.flatMap { try? $0.leftOut(below: $0.root).files } ?? [:]
    return orphans.filter { leftOut[Path.join($0.source, WorkflowSource.workflowFile)] == nil }.map {
      ($0.workflow, problem(with: $0))
    }
  }

  private func problem(with orphan: TreeIndex.Orphan) -> String {
    let removal = "remove it from the tree with `tntc remove \(orphan.workflow)\(place)`"
    if let successor = orphan.successor {
      return
        "its source `\(orphan.source)` now belongs to `\(successor)`, and both run; \(removal)"
    }
    return "its source `\(orphan.source)` is gone; \(removal), or render it from its new folder with --move"
  }

  var newNumbers: [NewNumber] {
    NewNumber.all(report.entries, in: job.tree, siblings: job.siblings)
  }

  /// The files of versions that are new in the tree, by the workflow directories that they are from.
  var newSources: [VersionFiles] {
    zip(job.directories, report.entries).map { VersionFiles(directory: $0, paths: $1.newSource) }
  }

  /// What is stale, told beside the source that it should have been rendered from.
  func staleness(_ orphans: [(workflow: String, problem: String)]) -> [Finding] {
    let stale = zip(job.directories, report.entries).filter { $1.isStale }
    return stale.map { directory, entry in
      Finding(
        path: Path.join(directory, WorkflowSource.workflowFile),
        message: "\(job.tree) is stale: \(entry.headline); run `tntc render` and commit the result")
    }
      + orphans.map {
        Finding(path: Path.join(Path.join(job.tree, $0.workflow), Release.lockFile), message: $0.problem)
      }
  }
}
