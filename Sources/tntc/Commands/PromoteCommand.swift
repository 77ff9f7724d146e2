import ArgumentParser
import Files
import ReleaseTree
import WorkflowModel

struct PromoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Makes a version live, in its tree or in that of another environment.",
    discussion: """
      With --from and --to the version is carried from one environment to the next, byte for byte; the \
      manifests are made with the settings of the environment it goes to. Without them a version that was \
      only added goes live. No source directory is needed.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp(
      "The version (default: the live one of --from, else the newest).", valueName: "number"))
  var number: String?

  @Option(help: ArgumentHelp("The environment to carry the version from.", valueName: "environment"))
  var from: String?

  @Option(help: ArgumentHelp("The environment to carry it to.", valueName: "environment"))
  var to: String?

  @OptionGroup var tree: TreeOptions

  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    if from != nil, from == to { throw ValidationError("--from and --to name the same environment") }
    if to != nil, tree.env != nil { throw ValidationError("--env goes without --from and --to") }
  }

  func run() throws {
    try reportingErrors {
      let finder = try JobFinder(tree: tree.tree)
      let version = try number.map(Self.version)
      let origin = try finder.tree(holding: name, environment: from ?? tree.env)
      let environment = to ?? tree.env
      let target = to.map { Path.join(Path.parent(origin), $0) } ?? origin
      let change = try ReleaseChange(tree: target) {
        var planner = Planner(tree: target, options: try finder.options(environment: environment))
        return try planner.promote(name, version: version, from: to == nil ? nil : origin)
      }
      Console.error(change.plan.warnings.map(FindingText.text).joined())
      if !dryRun { try change.write() }
      let report = RenderReport([RenderReport.Entry(change.plan, listsKept: false)], listsFiles: true)
      Console.output(report.text(dryRun ? .wouldWrite : .wrote))
    }
  }

  private static func version(_ text: String) throws -> VersionNumber {
    do {
      return try VersionNumber(text)
    } catch {
      throw ValidationError("--version: \(error.reason)")
    }
  }
}
