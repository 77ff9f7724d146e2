import ArgumentParser
import Diagnostics
import Files
import Releases
import Rendering
import Reports
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

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

/// One change of a workflow's release state, from plan to report.
struct TreeChange {
  private let plan: WorkflowPlan
  private let isWritten: Bool

  init(
    tree: String, dryRun: Bool, options: RenderOptions,
    _ plan: @escaping (inout Planner) throws -> WorkflowPlan
  ) throws {
    var change: ReleaseChange
    do {
      change = try ReleaseChange(tree: tree) {
        var planner = Planner(tree: tree, options: options)
        return try plan(&planner)
      }
    } catch let failure as InvalidInput {
      throw InvalidInput(SparseTree.explained(failure.findings, in: tree, as: nil))
    }
    if change.plan.previous == nil {
      let unseen = SparseTree.refusals(in: tree, [change.plan.workflow])
      if !unseen.isEmpty { throw InvalidInput(unseen) }
    }
    if !dryRun { try change.write() }
    self.plan = change.plan
    isWritten = !dryRun
  }

  func warn(_ format: OutputFormat) { format.problems.report(plan.warnings) }

  func report(_ format: OutputFormat) {
    warn(format)
    switch format {
    case .json: Console.data(JSON.pretty(value) + "\n")
    case .text, .github:
      let report = RenderReport([RenderReport.Entry(plan, listsKept: false)], listsFiles: true)
      Console.output(report.text(isWritten ? .wrote : .wouldWrite))
      Console.output(PlanDiff.text(plan))
    }
  }

  var value: Value {
    var object: Mapping = [
      "workflow": .string(plan.workflow), "folder": .string(plan.folder), "written": .bool(isWritten),
      "change": .string(PlanText.headline(plan)),
    ]
    for (key, value) in ReleaseValue.members(plan.release) { object[key] = value }
    object["dropped"] = .sequence(plan.dropped.map { .string($0.text) })
    object["removedObjects"] = .sequence(plan.removedObjects.map(Value.string))
    object["files"] = .sequence(
      plan.changes.filter { $0.action != .keep }.map {
        ["path": .string(Path.join(plan.folder, $0.path)), "action": .string($0.action.word)]
      })
    object["diff"] = .string(PlanDiff.text(plan))
    return .mapping(object)
  }
}

extension FileChange.Action {
  fileprivate var word: String {
    switch self {
    case .add: "add"
    case .update: "change"
    case .remove: "remove"
    case .keep: "keep"
    }
  }
}

struct RollbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Makes an earlier version live, and keeps it.",
    discussion: """
      The manifests point at the earlier version's ConfigMap, which is in the cluster already. The workflow is \
      pinned there: a newer version that is rendered is added and waits, until `tntc promote NAME` or \
      `tntc render --unpin`. No source directory is needed; the settings are those of the lock.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(
    name: .customLong("version"),
    help: ArgumentHelp("The version (default: the highest below the live one).", valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("Why; recorded in the lock and shown by every command.", valueName: "text"))
  var reason: String?

  func validate() throws {
    guard let reason else { return }
    let hasControls = reason.unicodeScalars.contains {
      [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
    }
    if reason.isEmpty || hasControls { throw ValidationError("--reason: expected one line of plain text") }
  }

  func run() throws { try change.apply(.rolledBack(to: number, reason: reason)) }
}

struct CanaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "canary",
    abstract: "Runs a version beside the live one, with a share of the traffic.",
    discussion: """
      --via replicas splits by the numbers of pods behind one Service; --via gateway makes an HTTPRoute with \
      exact weights, which is there only while the canary is. A weight of 0 is blue/green: the version runs and \
      gets no traffic. Cron jobs always go to the live version. Finish with `tntc promote NAME`, or give up with \
      --abort.
      """)

  @OptionGroup var change: ChangeOptions

  @Option(name: .customLong("version"), help: ArgumentHelp("The version to try.", valueName: "number"))
  var number: VersionNumber?

  @Option(help: ArgumentHelp("Its share of the traffic in percent, 0 to 100.", valueName: "percent"))
  var weight: Int?

  @Option(help: "How traffic is split: replicas or gateway.")
  var via: CanaryWay = .replicas

  @Option(help: ArgumentHelp("The Gateway of the route.", valueName: "namespace/name"))
  var gateway: String?

  @Option(help: ArgumentHelp("The host that the route answers for.", valueName: "name"))
  var hostname: String?

  @Flag(help: "Take the canary away.")
  var abort = false

  func validate() throws {
    if abort {
      guard number == nil, weight == nil, gateway == nil, hostname == nil else {
        throw ValidationError("--abort goes alone")
      }
      return
    }
    guard number != nil, let weight else {
      throw ValidationError("expected --version and --weight, or --abort")
    }
    guard (0...100).contains(weight) else {
      throw ValidationError("--weight \(weight): expected a percentage from 0 to 100")
    }
    _ = try route()
  }

  private func route() throws -> CanaryRoute {
    switch via {
    case .replicas:
      guard gateway == nil, hostname == nil else {
        throw ValidationError("--gateway and --hostname belong to `--via gateway`")
      }
      return .replicas
    case .gateway:
      guard let gateway, let hostname else {
        throw ValidationError("`--via gateway` needs --gateway NAMESPACE/NAME and --hostname NAME")
      }
      guard let named = Gateway(gateway, hostname: hostname) else {
        throw ValidationError(
          "expected `--gateway NAMESPACE/NAME` and a DNS name as `--hostname`, not `\(gateway)` and `\(hostname)`"
        )
      }
      return .gateway(named)
    }
  }

  func run() throws {
    guard !abort, let number, let weight else { return try change.apply(.canaryAborted) }
    try change.apply(.canaryStarted(Canary(number, weight: weight, route: try route())))
  }
}

enum CanaryWay: String, ExpressibleByArgument, CaseIterable {
  case replicas
  case gateway
}

extension VersionNumber: ExpressibleByArgument {
  /// A version as the command line gives it.
  public init?(argument: String) {
    guard let version = try? VersionNumber(argument) else { return nil }
    self = version
  }
}
