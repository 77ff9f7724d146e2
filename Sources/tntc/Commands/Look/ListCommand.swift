import ArgumentParser
import Terminal
import Tree
import YAML

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the workflows of a tree: what is live, what waits, what is pinned, what is bad.",
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
    var answers: [String: ClusterObjects] = [:]
    for position in rows.indices {
      let namespace = builds[position].first?.content["metadata"]?["namespace"]?.text
      let key = namespace ?? ""
      if answers[key] == nil {
        let same = builds.filter { $0.first?.content["metadata"]?["namespace"]?.text == namespace }
        answers[key] = ClusterObjects(
          try cluster.objects(for: same.flatMap(\.self), workflow: nil, namespace: namespace))
      }
      rows[position].cluster = answers[key].map {
        ClusterStatus(rows[position].name, built: builds[position], cluster: $0)
      }
    }
  }

  private static func text(_ rows: [ReleaseRow]) -> String {
    if rows.isEmpty { return "no workflows\n" }
    let isCompared = rows.contains { $0.cluster != nil }
    let hasEnvironments = rows.contains { $0.environment != nil }
    let hasBad = rows.contains(where: \.hasBadVersions)
    let header = ["WORKFLOW", "LIVE", "WAITING", "CANARY", "PINNED", "VERSIONS", "SIZE", "IMAGE"]
    return TextTable(
      (hasEnvironments ? ["ENVIRONMENT"] : []) + header + (hasBad ? ["BAD"] : [])
        + (isCompared ? ["CLUSTER", "RUNNING"] : []),
      rows.map { row in
        (hasEnvironments ? [row.environment ?? "-"] : []) + row.cells + (hasBad ? [row.badVersions] : [])
          + (isCompared ? row.clusterCells : [])
      }
    ).text()
  }
}
