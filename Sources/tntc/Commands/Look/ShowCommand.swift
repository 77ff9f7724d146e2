import ArgumentParser
import Diagnostics
import Files
import Releases
import Terminal
import Tree
import WorkflowModel
import YAML

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints a file of a version, or writes all its files to a folder.",
    discussion: """
      The content comes from the ConfigMap of the version in the tree; the source directory is not needed. Without \
      FILE, the files are listed with their sizes.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @Argument(help: "A file of the version, like nodes/fetch.ts.")
  var file: String?

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp("The version (default: the live one).", valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("Write all files to this new folder, byte for byte.", valueName: "dir"))
  var extract: String?

  @OptionGroup var tree: TreeOptions

  @Option(help: "How the list of files is printed; github is text, with problems as annotations.")
  var format: OutputFormat = .text

  func validate() throws {
    if file != nil, extract != nil { throw ValidationError("FILE prints one file and --extract writes all") }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let tree = try JobFinder(tree: tree.tree, format.problems.report).tree(
        holding: name, environment: tree.env)
      let workflow = try RetainedWorkflow(name, in: tree)
      guard let version = number ?? workflow.release.live else {
        throw InvalidInput(path: workflow.path, "no version is live; name one with `--version`")
      }
      let source = try workflow.source(of: version)
      if let extract { return try NewFolder(extract, option: "--extract").write(source) }
      guard let file else {
        return format.print(Self.text(source), or: Self.value(source))
      }
      guard let found = source[file] else {
        let paths = source.files.map(\.path)
        let hint = Suggestion.nearest(to: file, in: paths).map { "; did you mean `\($0)`?" }
        throw InvalidInput(
          path: workflow.path(of: version),
          "has no file `\(file)`\(hint ?? "; there are \(Self.names(paths))")")
      }
      Console.data(found.bytes)
    }
  }

  /// Those of packages are counted: they can be hundreds.
  private static func names(_ paths: [String]) -> String {
    let own = paths.filter { !WorkflowSource.isVendored($0) }
    let others = paths.count - own.count
    return own.joined(separator: ", ")
      + (others == 0 ? "" : " and \(Counted.text(others, "file")) in \(WorkflowSource.vendorFolder)/")
  }

  private static func text(_ source: WorkflowSource) -> StyledText {
    TextTable(["SIZE", "FILE"], source.files.map { ["\($0.bytes.count)", $0.path] }).text()
  }

  private static func value(_ source: WorkflowSource) -> Value {
    .sequence(source.files.map { ["path": .string($0.path), "size": .integer($0.bytes.count)] })
  }
}
