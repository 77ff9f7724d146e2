import ArgumentParser
import Diagnostics
import Files
import Rendering
import ReleaseTree
import WorkflowModel
import YAML

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Renders workflows into the output tree.",
    discussion: """
      Every workflow is read and checked before the first byte is written; one that is invalid means \
      that nothing is written. A version is one file that is written once: to change code, raise \
      `version:` in workflow.yaml, or let --bump do it. Files that are as they should be are not touched.
      """)

  @OptionGroup var workflows: WorkflowArguments
  @OptionGroup var tree: TreeOptions
  @OptionGroup var settings: SettingsFlags
  @OptionGroup(title: "Versions") var versions: VersionFlags
  @OptionGroup(title: "Writing") var writing: WritingFlags

  func validate() throws {
    if versions.bump != nil, versions.amend {
      throw ValidationError("--bump makes a new version and --amend replaces one; give one of them")
    }
    if writing.dryRun, writing.check {
      throw ValidationError("--dry-run and --check both write nothing; give one of them")
    }
  }

  func run() throws {
    try reportingErrors {
      let directories = try WorkflowSelection.directories(workflows.paths, tree: tree.tree)
      // A tree that is not there yet is made only when everything is known to be fine.
      var lock = writing.isWriting && Disk.isFolder(tree.tree) ? try TreeLock(tree: tree.tree) : nil
      var run = RenderRun(directories: directories, tree: tree.tree, options: options)
      let progress = Progress(total: directories.count)
      let notes = run.check { [writing] plan in
        progress.step("checked")
        return RenderReport.Entry(plan, listsKept: writing.verbose)
      }
      let report = RenderReport(notes, listsFiles: writing.verbose)
      progress.clear()
      Console.error(run.findings.map(FindingText.text).joined() + run.failures.map(FindingText.text).joined())
      if !run.failures.isEmpty { throw Exit.failed }
      if run.hasErrors {
        Console.error("nothing was written\n")
        throw Exit.invalid
      }
      if writing.check { return try check(run, report) }
      if writing.isWriting {
        if lock == nil {
          lock = try TreeLock(tree: tree.tree)
          run.forgetPlans()
        }
        try run.write { progress.step("written") }
      }
      progress.clear()
      Console.output(report.text(writing.dryRun ? .wouldWrite : .wrote))
      _ = consume lock
    }
  }

  private func check(_ run: RenderRun, _ report: RenderReport) throws {
    let orphans = try TreeIndex.orphans(of: tree.tree, except: run.workflows)
    Console.output(report.text(.stale))
    for orphan in orphans {
      Console.output(
        "\(orphan.workflow): its source `\(orphan.source)` is gone; take it out of the tree with "
          + "`git rm -r \(Path.join(tree.tree, orphan.workflow))`, or render it from where it is now with --move\n")
    }
    if report.changed > 0 || !orphans.isEmpty { throw Exit.invalid }
  }

  private var options: RenderOptions {
    var options = settings.renderOptions
    options.flags[.keep] = versions.keep.map(Value.integer)
    options.bump = versions.bump
    options.admission.stage = versions.stage
    options.admission.amend = versions.amend
    options.move = writing.move
    options.force = writing.force
    return options
  }
}
