import ArgumentParser
import Files
import Releases
import Terminal
import Tree
import YAML

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists the workflows of a tree: live, waiting, pinned and bad versions.",
    discussion: """
      With several environments, the table has a column for each: the live version, its age, and everything unusual. \
      With --env, --wide or --cluster, each workflow has a row for each environment, with its number of versions, \
      its image, and the SIZE of the live version's file in bytes. The age is the time since the live version came \
      to the branch, from git. With --cluster, or --from a file, the list shows how each workflow stands in the \
      cluster, and the exit codes are those of `tntc status`.
      """)

  @OptionGroup var tree: TreeOptions

  @Flag(help: "With several environments: a row for each workflow and environment.")
  var wide = false

  @Flag(help: "Show no ages, which take longer when many commits changed many workflows.")
  var noAges = false

  @OptionGroup var now: NowOption

  @Option(help: "How the list is printed; github is text, with problems as annotations.")
  var format: OutputFormat = .text

  @OptionGroup(title: "Cluster") var cluster: ClusterOptions

  func run() throws {
    try reportingErrors(as: format.problems) {
      let finder = try JobFinder(tree: tree.tree, format.problems.report)
      let trees = try finder.trees(environment: tree.env)
      var rows: [ReleaseRow] = []
      for (environment, tree) in trees {
        let names = try TreeIndex.workflows(of: tree)
        let read = TreeIndex.map(tree, names) { name in
          Result { try ReleaseRow(environment: environment, name, in: tree) }
        }
        for row in read { rows.append(try row.get()) }
      }
      let ages = noAges ? nil : VersionAges(of: trees.map(\.tree))
      if let ages { for position in rows.indices { rows[position].tellAge(ages) } }
      let left = try cluster.isAsked ? askCluster(&rows, finder) : []
      // Also those that nothing was brought to yet.
      let environments = try finder.configuredTrees(environment: tree.env).compactMap(\.environment)
      format.print(
        text(rows, left, environments, hasAges: ages != nil),
        or: .sequence(rows.map(\.value) + left.map(\.value)))
      try ClusterStatus.end(rows.compactMap(\.cluster) + left.map(\.cluster))
    }
  }

  /// - Returns: what no tree has and runs there.
  private func askCluster(_ rows: inout [ReleaseRow], _ finder: JobFinder) throws -> [LeftWorkflow] {
    let subjects = try rows.map { try $0.subject() }
    let found = try ClusterSurvey(subjects, of: nil, cluster, in: finder).lookAround(
      besides: try others(finder))
    for (position, status) in zip(rows.indices, found.statuses) { rows[position].cluster = status }
    return found.left
  }

  /// The workflows of the environments that are not listed: they may be in the same namespaces.
  private func others(_ finder: JobFinder) throws -> [ClusterSurvey.Known] {
    guard tree.env != nil else { return [] }
    return try finder.trees(environment: nil).filter { $0.environment != tree.env }.flatMap { place in
      try TreeIndex.workflows(of: place.tree).map { name in
        let workflow = try RetainedWorkflow(name, in: place.tree)
        return ClusterSurvey.Known(
          environment: place.environment, name, namespace: try workflow.effective().namespace)
      }
    }
  }

  /// What kubectl says of clusters that did not answer, each once.
  private func silences(_ rows: [ReleaseRow]) -> String {
    var told: [FileError] = []
    for silence in rows.compactMap({ $0.cluster?.silence }) where !told.contains(silence) {
      told.append(silence)
    }
    return told.map { "\(FindingText.oneLine("\($0.path): \($0.message)"))\n" }.joined()
  }

  private func text(
    _ rows: [ReleaseRow], _ left: [LeftWorkflow], _ environments: [String], hasAges: Bool
  ) -> StyledText {
    if rows.isEmpty, left.isEmpty { return "no workflows\n" }
    var columns: [String] = []
    for environment in environments where !columns.contains(environment) { columns.append(environment) }
    if columns.count > 1, !wide, !cluster.isAsked {
      return ReleaseMatrix(columns, rows, now: now.seconds).text
    }
    let hasEnvironments = !columns.isEmpty
    let hasBad = rows.contains(where: \.hasBadVersions)
    let header =
      ["WORKFLOW", "LIVE"] + (hasAges ? ["AGE"] : [])
      + ["WAITING", "CANARY", "PINNED", "VERSIONS", "SIZE", "IMAGE"]
    typealias Cell = TextTable.Cell
    func cells(_ environment: String?, _ own: [Cell], bad: Cell, _ state: [Cell]) -> [Cell] {
      (hasEnvironments ? [Cell(environment ?? "-")] : []) + own + (hasBad ? [bad] : [])
        + (cluster.isAsked ? state : [])
    }
    let table = TextTable(
      (hasEnvironments ? ["ENVIRONMENT"] : []) + header + (hasBad ? ["BAD"] : [])
        + (cluster.isAsked ? ["CLUSTER", "RUNNING"] : []),
      rows.map { row in
        let own = row.cells(hasAges ? now.seconds : nil)
        return cells(row.environment, own, bad: row.badVersions, row.clusterCells)
      }
        + left.map { left in
          cells(left.environment, left.cells(hasAges: hasAges), bad: Cell("-"), left.cluster.cells)
        })
    return table.text() + StyledText(left.map(\.note).joined() + silences(rows))
  }
}
