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
  /// - Parameters:
  ///   - consent: what a person agreed to.
  ///   - alternative: how else the command is told of environments, for people.
  func apply(
    _ event: ReleaseEvent, _ consent: Consent = Consent(), or alternative: String? = nil
  ) throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let target = try finder.tree(holding: name, environment: tree.env, or: alternative)
      try apply(event, consent, finder, in: target)
    }
  }

  /// The same in a tree that was found already.
  func apply(_ event: ReleaseEvent, _ consent: Consent, _ finder: JobFinder, in target: String) throws {
    let options = try finder.options(environment: tree.env, of: target, consent)
    let change = try TreeChange(tree: target, dryRun: dryRun, options: options) {
      try $0.change(name, event)
    }
    change.report(format)
  }
}
