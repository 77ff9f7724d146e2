import ArgumentParser
import Releases
import Tree

/// What every command takes that changes a workflow in its tree without its source.
struct ChangeOptions: ParsableArguments {
  @Argument(help: "The name of a workflow.")
  var name: String

  @OptionGroup var tree: TreeOptions

  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  @Option(help: "How the change is printed: text, json or github.")
  var format: OutputFormat = .text

  /// Plans a change in the tree that holds the workflow, writes it, and shows what a reviewer will see.
  ///
  /// - Parameter alternative: how else the command is told of environments, for people.
  func apply(_ event: ReleaseEvent, or alternative: String? = nil) throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let target = try finder.tree(holding: name, environment: tree.env, or: alternative)
      let change = try TreeChange(
        tree: target, dryRun: dryRun, options: try finder.options(environment: tree.env)
      ) { try $0.change(name, event) }
      change.report(format)
    }
  }
}
