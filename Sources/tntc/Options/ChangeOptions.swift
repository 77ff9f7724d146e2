import ArgumentParser
import Files
import Releases
import Tree
import WorkflowModel

/// What every command takes that changes workflows in their trees without their sources.
struct ChangeOptions: ParsableArguments {
  @OptionGroup var selection: WorkflowSelection

  @OptionGroup var tree: TreeOptions

  @Flag(help: "Say what would change, and write nothing.")
  var dryRun = false

  @Option(help: "How the change is printed; github is text, with problems as annotations.")
  var format: OutputFormat = .text

  /// Plans a change in the trees that hold the workflows, writes it, and shows what a reviewer will see.
  ///
  /// - Parameters:
  ///   - consent: what a person agreed to.
  ///   - alternative: how else the command is reported for environments, for people.
  func apply(
    _ event: ReleaseEvent, _ consent: Consent = Consent(), or alternative: String? = nil
  ) throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let selected = try finder.selected(selection, environment: tree.env, or: alternative)
      try apply(event, consent, finder, to: selected)
    }
  }

  /// The same to workflows that were found already.
  func apply(
    _ event: ReleaseEvent, _ consent: Consent, _ finder: JobFinder, to selected: [SelectedTree]
  ) throws {
    let work = try selected.map { part in
      (part, try finder.options(environment: part.environment, of: part.tree, consent))
    }
    try apply(to: work) { try $0.change($1, event) }
  }

  /// Plans, writes and shows any change: nothing is written when one workflow cannot have it.
  ///
  /// - Parameters:
  ///   - isList: whether a list is printed as JSON even of one workflow that is named.
  ///   - plan: gets the name of each workflow; called from several threads, and for many twice.
  func apply(
    to selected: [(SelectedTree, RenderOptions)], isList: Bool = false,
    _ plan: @escaping PlanRun.Plan
  ) throws {
    let work = selected.map { part, options in
      var options = options
      options.leavesDone = selection.isOpen
      return (part, options)
    }
    try TreeChanges(of: work, dryRun: dryRun, format, plan).report(isList: isList || selection.single == nil)
  }

  /// Brings versions from the tree of another environment.
  ///
  /// - Parameters:
  ///   - version: nil for what is live there.
  ///   - option: the one that named the environment that they go to.
  func carry(
    _ version: VersionNumber?, from: String, to: String, option: String, _ manner: CarriedAs,
    _ consent: Consent
  ) throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let selected = try finder.selected(selection, environment: from, from: "--from")
      let work = try selected.map { origin in
        let target = Path.join(Path.parent(origin.tree), to)
        return (
          SelectedTree(environment: to, tree: target, names: origin.names),
          try finder.options(environment: to, from: option, of: target, consent)
        )
      }
      try apply(to: work) { planner, name in
        let origin = Path.join(Path.parent(planner.tree), from)
        return try planner.carry(name, version: version, from: origin, manner)
      }
    }
  }
}
