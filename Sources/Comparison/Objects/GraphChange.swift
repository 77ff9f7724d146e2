package import WorkflowModel
package import YAML

/// The graph of a workflow before and after.
package struct GraphChange: Sendable {
  package let before: Workflow?
  package let after: Workflow?
  /// Nodes of both with another entry in workflow.yaml, or whose code reaches a file or a package that is not the same.
  package let changed: Set<ByteKey>
  /// What the environment said of dependencies before, and says now.
  package let fillings: (Mapping, Mapping)
}

extension GraphChange {
  /// - Parameter source: what is not the same in the two versions; nil where they are one.
  init(from old: Version?, to new: Version?, source: SourceChange?, fillings: (Mapping, Mapping)) {
    let reaching = Set(
      ((source?.files.flatMap(\.nodes) ?? []) + (source?.packages.flatMap(\.nodes) ?? [])).map(ByteKey.init))
    var changed: Set<ByteKey> = []
    for node in new?.workflow?.nodes ?? [] {
      let entry = new?.workflow?.document["nodes"]?[node.name]
      let isOther = old?.workflow?.document["nodes"]?[node.name] != entry
      if isOther || reaching.contains(ByteKey(node.name)) { changed.insert(ByteKey(node.name)) }
    }
    self.init(before: old?.workflow, after: new?.workflow, changed: changed, fillings: fillings)
  }
}
