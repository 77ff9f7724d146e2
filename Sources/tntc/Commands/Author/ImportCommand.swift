import ArgumentParser
import Diagnostics
import Files
import Terminal
import Tree
import WorkflowModel

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a workflow directory from a ConfigMap that runs in a cluster.",
    discussion: """
      FILE is the output of `kubectl get configmap NAME-code -o json` (or -o yaml): the mutable ConfigMap of a \
      system before tntc, or a version of a tree, like versions/1.0.yaml. Either all files are written, byte for \
      byte, or none. The command then says what the ConfigMap does not hold, and what `tntc validate` finds in the \
      new directory.
      """)

  @Argument(help: "The output of kubectl, or - for standard input.")
  var file: String

  @Option(
    help: ArgumentHelp("The folder to make (default: the workflow's name).", valueName: "dir"))
  var output: String?

  @OptionGroup var problems: ProblemOptions

  func validate() throws {
    if let output, ["", ".", ".."].contains(Path.lastComponent(output)) {
      throw ValidationError(
        "--output \(output): name a folder that does not exist yet, like \(Path.join(output, "hello"))")
    }
  }

  func run() throws {
    try reportingErrors(as: problems.problems) {
      let origin = file == "-" ? "standard input" : file
      let workflow = try ImportedWorkflow(try read(), path: origin)
      guard let name = output ?? workflow.name else {
        throw InvalidInput(
          path: origin,
          "neither `name:` in its \(WorkflowSource.workflowFile) nor the name of the ConfigMap can name a workflow; name the "
            + "folder with `--output DIR`")
      }
      let folder = ImportFolder(path: Path.withoutSlashes(name), source: workflow.source)
      let isNew = try folder.write()
      problems.problems.report(workflow.findings)
      let errors = try reportProblems(of: folder.path)
      report(folder, isNew: isNew, errors: errors)
    }
  }

  private func read() throws(FileError) -> [UInt8] {
    let limit = ImportedWorkflow.maximumBytes
    return file == "-"
      ? try Disk.readStandardInput(limit: limit) : try Disk.read(file, limit: limit, followingLinks: true)
  }

  /// Tells what `validate` has to say of the folder, errors as warnings.
  ///
  /// - Returns: how many errors there are.
  private func reportProblems(of folder: String) throws -> Int {
    var findings: [Finding]
    do {
      findings = try WorkflowCheck([folder]).findings
    } catch let failure as InvalidInput {
      findings = failure.findings
    }
    problems.problems.report(findings.map(\.asWarning))
    return findings.count { $0.severity == .error }
  }

  private func report(_ folder: ImportFolder, isNew: Bool, errors: Int) {
    let files = folder.source.files
    if isNew { Console.output(files.map { "+ \(Path.join(folder.path, $0.path))\n" }.joined()) }
    let bytes = files.reduce(0) { $0 + $1.bytes.count }
    let change = isNew ? "" : ", there already"
    Console.output(
      "\(Counted.text(files.count, "file")) of \(bytes) bytes\(change), \(folder.source.digest)\n")
    let path = ShellWord.path(folder.path)
    Console.output(
      errors == 0
        ? "next: tntc validate \(path), then tntc render \(path)\n"
        : "next: correct the \(Counted.text(errors, "error")) that tntc validate \(path) finds; see the warnings above\n"
    )
  }
}
