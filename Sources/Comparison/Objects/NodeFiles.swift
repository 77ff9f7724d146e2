import WorkflowModel
import YAML

/// Which nodes of a version each of its files is for.
struct NodeFiles {
  private var names: [ByteKey: [String]] = [:]

  /// - Parameter isWhole: whether all of the version is new or gone, so that nobody asks what a shared module reaches.
  init(_ version: Version?, isWhole: Bool) {
    guard let version, let nodes = version.workflow?.nodes else { return }
    if isWhole {
      for node in nodes { names[ByteKey(node.path), default: []].append(node.name) }
      return
    }
    var graph = ModuleGraph(version.source, nodes: nodes)
    for node in nodes {
      for file in Set(graph.files(of: node.path).map(ByteKey.init)) {
        names[file, default: []].append(node.name)
      }
    }
  }

  /// In the order of workflow.yaml.
  func nodes(reaching path: String) -> [String] { names[ByteKey(path)] ?? [] }
}
