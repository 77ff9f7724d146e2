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

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the workflows of a tree: what is live, what waits, what is pinned.",
    discussion: "SIZE is that of the live version's ConfigMap, in bytes.")

  @OptionGroup var tree: TreeOptions

  @Option(help: "How the list is printed: text, json or github.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Cluster") var cluster: ClusterOptions

  func run() throws {
    try reportingErrors(as: format.problems) {
      var rows: [ReleaseRow] = []
      for (environment, tree) in try JobFinder(tree: tree.tree, format.problems.report).trees(
        environment: tree.env)
      {
        let names = try TreeIndex.workflows(of: tree)
        let read = TreeIndex.map(tree, names) { name in
          Result { try ReleaseRow(environment: environment, name, in: tree) }
        }
        for row in read { rows.append(try row.get()) }
      }
      if cluster.isAsked { try askCluster(&rows) }
      switch format {
      case .text, .github: Console.output(Self.text(rows))
      case .json: Console.data(JSON.pretty(.sequence(rows.map(\.value))) + "\n")
      }
      if rows.contains(where: { $0.cluster?.isInSync == false }) { throw Exit.invalid }
    }
  }

  /// One question for each namespace.
  private func askCluster(_ rows: inout [ReleaseRow]) throws {
    var builds: [[BuiltObject]] = []
    for row in rows { builds.append(try row.build()) }
    var answers: [String: [Value]] = [:]
    for position in rows.indices {
      let namespace = builds[position].first?.content["metadata"]?["namespace"]?.text
      let key = namespace ?? ""
      if answers[key] == nil {
        let same = builds.filter { $0.first?.content["metadata"]?["namespace"]?.text == namespace }
        answers[key] = try cluster.objects(for: same.flatMap(\.self), workflow: nil, namespace: namespace)
      }
      rows[position].cluster = ClusterStatus(
        rows[position].name, built: builds[position], cluster: answers[key] ?? [])
    }
  }

  private static func text(_ rows: [ReleaseRow]) -> String {
    if rows.isEmpty { return "no workflows\n" }
    let isCompared = rows.contains { $0.cluster != nil }
    let hasEnvironments = rows.contains { $0.environment != nil }
    let header = ["WORKFLOW", "LIVE", "WAITING", "CANARY", "PINNED", "VERSIONS", "SIZE", "IMAGE"]
    return TextTable(
      (hasEnvironments ? ["ENVIRONMENT"] : []) + header + (isCompared ? ["CLUSTER", "RUNNING"] : []),
      rows.map { row in
        (hasEnvironments ? [row.environment ?? "-"] : []) + row.cells + (isCompared ? row.clusterCells : [])
      }
    ).text()
  }
}

/// How commands print what they found.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  /// As text, with problems as annotations of GitHub Actions.
  case github

  var problems: FindingFormat { self == .github ? .github : .text }
}

/// One workflow of a list.
struct ReleaseRow: Sendable {
  let environment: String?
  private let release: Release
  private let folder: String
  private let size: Int?
  private let tree: String
  var cluster: ClusterStatus?

  var name: String { release.workflow }

  func build() throws -> [BuiltObject] {
    let workflow = try RetainedWorkflow(release.workflow, in: tree)
    return try workflow.build()
  }

  var clusterCells: [String] {
    guard let cluster else { return ["-", "-"] }
    return [
      cluster.isInSync ? "in sync" : "differs",
      cluster.running.isEmpty ? "nothing" : cluster.running.joined(separator: ", "),
    ]
  }

  /// Reads the lock alone, as there may be many workflows.
  init(environment: String?, _ workflow: String, in tree: String) throws {
    folder = Path.join(tree, workflow)
    guard let release = try Release.read(in: folder) else {
      throw InvalidInput(path: folder, "is no workflow's folder: it has no `\(Release.lockFile)`")
    }
    (self.environment, self.release, self.tree) = (environment, release, tree)
    size = release.live.flatMap { [folder] in Disk.size(of: Path.join(folder, ReleaseNames.versionFile($0))) }
  }

  private var waiting: [VersionNumber] { release.staged.filter { $0 != release.canary?.version } }

  var cells: [String] {
    let waiting = waiting.map(\.text)
    return [
      release.workflow, release.live?.text ?? "-",
      waiting.count > 3
        ? Counted.text(waiting.count, "version") : waiting.isEmpty ? "-" : waiting.joined(separator: ", "),
      release.canary.map { "\($0.version.text) (\($0.weight) %)" } ?? "-", release.pin?.version.text ?? "-",
      "\(release.versions.count)", size.map(String.init) ?? "-", release.image,
    ]
  }

  var value: Value {
    var object = Mapping()
    object["environment"] = environment.map(Value.string)
    object["workflow"] = .string(release.workflow)
    object["folder"] = .string(folder)
    for (key, value) in ReleaseValue.members(release) { object[key] = value }
    object["versions"] = .integer(release.versions.count)
    object["image"] = .string(release.image)
    object["size"] = size.map(Value.integer) ?? .null
    object["cluster"] = cluster?.value
    return .mapping(object)
  }
}
