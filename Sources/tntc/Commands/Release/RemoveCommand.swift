import ArgumentParser
import Diagnostics
import Files
import Releases
import Terminal
import Tree
import WorkflowModel
import YAML

struct RemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Removes a workflow from its tree.",
    discussion: """
      Only files that the lock lists are removed. Other files stay, and so does the source. The numbers of the \
      workflow stay taken, in \(RemovedWorkflows.file) at the root of the tree: commit it with the removal. A \
      controller that prunes deletes the objects; for those who apply by hand, the `kubectl delete` is printed.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @OptionGroup var tree: TreeOptions

  @Flag(help: "Remove manifests that were edited by hand too.")
  var force = false

  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  @Option(help: "How the removal is printed; github is text, with problems as annotations.")
  var format: OutputFormat = .text

  func run() throws {
    try reportingErrors(as: format.problems) {
      let tree = try JobFinder(tree: tree.tree, format.problems.report).tree(
        holding: name, environment: tree.env)
      try refuseSparse(tree)
      let removal = try WorkflowRemoval(name, tree: tree, force: force)
      if !dryRun { try removal.write() }
      let files = removal.files.map { Path.join(Path.join(tree, name), $0) }
      let others = try others(than: tree)
      let kept = others.flatMap { (try? $0.objects()) ?? [] }
      let leaving = removal.objects.filter { !kept.contains($0) }
      switch format {
      case .text, .github:
        Console.output(files.map { "- \($0)\n" }.joined())
        let taken = removal.takenNumbers.map(\.text).joined(separator: ", ")
        Console.output("~ \(RemovedWorkflows.path(in: tree)): taken: \(taken)\n")
        Console.output(PlanText.deletions(of: leaving).map { "without a controller: \($0)\n" }.joined())
        if let source = removal.remainingSource, !others.contains(where: { $0.release.source == source }) {
          Console.output(
            "the source `\(source)` is still there: delete it too, or the next render adds \(name) again\n")
        }
      case .json:
        let value: Value = [
          "workflow": .string(name), "written": .bool(!dryRun),
          "namespace": removal.namespace.map(Value.string) ?? .null,
          "files": .sequence(files.map(Value.string)),
          "taken": .sequence(removal.takenNumbers.map { .string($0.text) }),
          "objects": .sequence(leaving.map { .string($0.text) }),
        ]
        Console.data(JSON.pretty(value) + "\n")
      }
    }
  }

  /// The workflow in the other trees of the environment, into one of which it was moved.
  private func others(than tree: String) throws -> [RetainedWorkflow] {
    let trees = try JobFinder(tree: nil) { _ in }.configuredTrees(environment: self.tree.env)
    return trees.filter { $0.tree != tree }.compactMap { try? RetainedWorkflow(name, in: $0.tree) }
  }

  /// Written anew, the record would lose the numbers that it has.
  private func refuseSparse(_ tree: String) throws(InvalidInput) {
    let record = RemovedWorkflows.path(in: tree)
    guard !Disk.exists(record) else { return }
    let sparse = SparseTree(tree)
    if sparse.lacks(RemovedWorkflows.file) {
      throw InvalidInput(path: record, sparse.problem([RemovedWorkflows.file]))
    }
  }
}
