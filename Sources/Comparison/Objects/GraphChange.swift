package import WorkflowModel
package import YAML

/// The graph of a workflow before and after.
package struct GraphChange: Sendable {
  package let before: Workflow?
  package let after: Workflow?
  /// Nodes of both with other code or another entry in workflow.yaml.
  package let changed: Set<ByteKey>
  /// What the environment said of dependencies before, and says now.
  package let fillings: (Mapping, Mapping)
}

extension GraphChange {
  init(from old: Version?, to new: Version?, files: [FileDelta], fillings: (Mapping, Mapping)) {
    let paths = Set(files.map { ByteKey($0.path) })
    var changed: Set<ByteKey> = []
    for node in new?.workflow?.nodes ?? [] {
      let entry = new?.workflow?.document["nodes"]?[node.name]
      let isOther = old?.workflow?.document["nodes"]?[node.name] != entry
      if isOther || paths.contains(ByteKey(node.path)) { changed.insert(ByteKey(node.name)) }
    }
    self.init(before: old?.workflow, after: new?.workflow, changed: changed, fillings: fillings)
  }
}
