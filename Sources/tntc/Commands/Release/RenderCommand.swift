import ArgumentParser
import Diagnostics
import Releases
import Reports
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Renders workflows into the output tree.",
    discussion: """
      All workflows are read and checked before the first byte is written; when one is invalid, nothing is written. \
      A version is one file, written once: to change code, raise `version:` in workflow.yaml, or let --bump do it. \
      Files that do not change are not touched.

      With environments in .tentacular/config.yaml, each has a tree of its own, and all of them are rendered.
      """)

  @OptionGroup var workflows: SourceSelection
  @OptionGroup var tree: TreeOptions
  @OptionGroup var settings: SettingsFlags

  @Flag(help: "Refuse an image of the engine or of a sidecar without a digest.")
  var requireDigest = false

  @OptionGroup(title: "Versions") var versions: VersionFlags
  @OptionGroup(title: "Writing") var writing: WritingFlags

  @Option(
    help: "How problems are printed; github is annotations, and with --check stale workflows are among them.")
  var format: ReportFormat = .text

  func validate() throws {
    if versions.bump != nil, versions.amend {
      throw ValidationError("--bump makes a new version and --amend replaces one; give one of them")
    }
    if versions.unpin, versions.stage {
      throw ValidationError("--unpin makes the version live and --stage does not; give one of them")
    }
    if workflows.changed, !writing.check { throw ValidationError("--changed goes with --check") }
    if writing.strict, !writing.check { throw ValidationError("--strict goes with --check") }
    if writing.dryRun, writing.check {
      throw ValidationError("--dry-run and --check both write nothing; give one of them")
    }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let staged = try workflows.changed ? StagedWorkflows.directories(finder) : nil
      if staged?.isEmpty == true { return Console.output("no workflow changed\n") }
      if let staged { Console.output(StagedWorkflows.text(of: staged)) }
      let paths = try staged ?? finder.paths(workflows.paths, groups: workflows.groups)
      let jobs =
        try versions.line == nil
        ? finder.jobs(paths: paths, environment: tree.env)
        : [finder.fixJob(paths: paths, environment: tree.env)]
      if versions.unpin { try finder.requireOneEnvironment(tree.env, for: "--unpin") }
      if tree.tree == nil {
        for job in jobs {
          try job.refuseNewTreeInside(job.directories)
          if finder.configuration.roots.isEmpty { try job.refuseSecondTree() }
        }
      }
      // A fix is told to the other environments.
      let told = versions.line == nil ? [] : jobs.flatMap(\.siblings)
      let locks = writing.isWriting ? try TreeMutex.all(jobs.map(\.tree) + told) : [:]
      let progress = Progress(total: jobs.reduce(0) { $0 + $1.directories.count })
      var (renders, taken) = try renders(jobs, finder, locks, progress)
      progress.clear()
      let names = renders.reduce(into: Set<String>()) { $0.formUnion($1.run.workflows) }
      try refuseProblems(
        renders, taken, and: try finder.straySettings(known: names) + unusedPatches(renders))
      let numbers = try TakenNumbers(renders, in: told, finder, writing)
      if writing.check { return try check(renders, numbers, finder) }
      let along = OlderFiles(renders.flatMap(\.report.takenAlong)).takenAlong(isWritten: writing.isWriting)
      format.problems.report([along].compactMap(\.self))
      for position in renders.indices {
        if writing.isWriting { try renders[position].write(progress) }
        progress.clear()
        format.problems.tell(renders[position].text(writing.dryRun ? .wouldWrite : .wrote))
      }
      if writing.isWriting { try withExtendedLifetime(locks) { try numbers.write() } }
      format.problems.tell(numbers.text(writing.dryRun ? .wouldWrite : .wrote))
    }
  }

  /// Plans for all trees, and what the branch to which they go says of their numbers. A number that is to be raised is
  /// raised beyond what is taken there.
  private func renders(
    _ jobs: [TreeJob], _ finder: JobFinder, _ locks: [String: TreeMutex], _ progress: Progress
  ) throws -> ([TreeRender], taken: [Finding]) {
    let isRaising = versions.bump != nil || versions.line != nil
    let (renders, problems) = try BaseBranch.planned(against: versions.against, isRaising: isRaising) {
      used in
      let planned = jobs.map { job in
        var options = options(for: job)
        options.alongside = jobs.map(\.tree)
        options.place = finder.place(environment: job.environment)
        options.used = used
        return (job, options)
      }
      let renders = TreeRender.all(planned, writing, locks, progress)
      return (renders, renders.contains(where: \.hasErrors) ? [] : renders.flatMap(\.newNumbers))
    }
    return (renders, problems.map(ProblemText.finding))
  }

  /// Notices for patches that change nothing anywhere, as far as all workflows were looked at.
  private func unusedPatches(_ renders: [TreeRender]) -> [Finding] {
    let isPart = workflows.changed || !workflows.paths.isEmpty || !workflows.groups.isEmpty || tree.env != nil
    if isPart || renders.contains(where: \.hasErrors) { return [] }
    return renders.reduce(into: PatchUse()) { $0.add($1.run.patchUse) }.unused
  }

  /// Nothing is written when anything is wrong with any workflow of any tree.
  private func refuseProblems(_ renders: [TreeRender], _ taken: [Finding], and others: [Finding]) throws {
    let failures = renders.flatMap(\.run.failures)
    let unseen = TreeRender.unseen(renders)
    let isRefused = !unseen.isEmpty || !taken.isEmpty || renders.contains(where: \.hasErrors)
    var findings = others + renders.flatMap(\.findings) + unseen + taken + failures.map(Finding.init)
    if !isRefused {
      findings += IgnoredFiles.findings(renders.flatMap(\.newSources))
    }
    format.problems.report(findings.once)
    if !failures.isEmpty { throw Exit.failed }
    if isRefused {
      Console.error("nothing was written\n")
      throw Exit.invalid
    }
  }

  private func check(_ renders: [TreeRender], _ numbers: TakenNumbers, _ finder: JobFinder) throws {
    var isStale = false
    for render in renders {
      format.problems.tell(render.text(.stale))
      let orphans = try render.orphans()
      Console.output(orphans.map { "\($0.workflow): \($0.problem)\n" }.joined())
      if format == .github { format.problems.report(render.staleness(orphans)) }
      if render.report.stale > 0 || !orphans.isEmpty { isStale = true }
    }
    let older = OlderFiles(renders.flatMap(\.report.older))
    let notice = older.finding(isError: writing.strict, isListed: writing.verbose)
    format.problems.report([notice].compactMap(\.self))
    let isTooOld = writing.strict && !older.isEmpty
    format.problems.tell(numbers.text(.stale))
    let workflows = Dictionary(renders.map { ($0.tree, $0.run.workflows) }) { $0.union($1) }
    let collisions = try finder.collisions(workflows, sharedSources: false)
    format.problems.report(collisions)
    let hasCollision = collisions.contains { $0.severity == .error }
    if isStale || isTooOld || !numbers.isEmpty || hasCollision { throw Exit.invalid }
  }

  private func options(for job: TreeJob) -> RenderOptions {
    var options = settings.renderOptions
    options.flags[.keep] = versions.keep.map(Value.integer)
    options.configured = job.scopes
    options.environment = job.environment
    options.siblings = job.siblings
    options.bump = versions.bump
    options.stage = versions.stage
    options.amend = versions.amend
    options.line = versions.line
    options.unpin = versions.unpin
    options.acceptsBad = versions.acceptance.acceptBad
    options.requiresDigest = requireDigest
    options.move = writing.move
    options.renamed = writing.renamed
    options.force = writing.force
    options.onlyChecks = writing.check
    return options
  }
}
