import ArgumentParser
import Diagnostics
import Files
import Releases
import Terminal
import Tree
import WorkflowModel

struct HotfixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotfix",
    abstract: "Writes out the code that an environment runs, to fix it there.",
    discussion: """
      For a fix while the source is already further. The source of the live version is written to a new folder, byte \
      for byte. Correct it there, and render that folder with `tntc render --line`: the fix gets the next number of \
      its line, in that environment alone, and goes live. The number is taken in the other environments too. The \
      folder has to be outside of those that hold workflows. It does not become the source of the workflow: make the \
      same fix in the source.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @OptionGroup var tree: TreeOptions

  @Option(help: ArgumentHelp("The version to fix (default: the live one).", valueName: "number"))
  var on: VersionNumber?

  @Option(help: ArgumentHelp("The new folder.", valueName: "dir"))
  var extract: String

  @Option(help: "How problems are printed.")
  var format = ReportFormat.text

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let place = finder.place(environment: tree.env)
      let workflow = try RetainedWorkflow(
        name, in: try finder.tree(holding: name, environment: tree.env))
      let live = workflow.release.live
      guard let version = on ?? live else {
        throw InvalidInput(path: workflow.path, "no version is live, so there is nothing to fix")
      }
      let source = try workflow.source(of: version)
      // Rendered, it would be refused.
      if let refusal = workflow.release.refusesFix(on: version) {
        throw ReleaseProblem.refused(
          RefusedChange(refusal, of: name, path: workflow.path, place: place))
      }
      try finder.refuseAmongWorkflows(extract)
      let folder = try NewFolder(extract, option: "--extract")
      try folder.write(source)
      if let live, live != version { format.problems.report([Self.older(version, live, workflow)]) }
      Console.output(
        "next: correct it there, then tntc render \(ShellWord.path(folder.path))\(place) --line \(version.line)\n"
      )
    }
  }

  private static func older(
    _ version: VersionNumber, _ live: VersionNumber, _ workflow: RetainedWorkflow
  ) -> Finding {
    Finding(
      .warning, path: workflow.path(of: version),
      message: "\(live.text) is live, and \(version.text) does not have its changes")
  }
}
