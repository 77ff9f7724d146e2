package import Releases
package import Tree
import WorkflowModel
import YAML

/// All that changes in one workflow of a tree.
package struct WorkflowChange: Sendable {
  package let workflow: String
  /// Nil where the workflow is not.
  package let before: Release?
  package let after: Release?
  /// What happens when this is merged, the most important first; never empty.
  package let acts: [Act]
  package internal(set) var sources: [SourceChange]
  /// Those that are other ones by what was done.
  package let objects: [ObjectChange]
  /// All that are not the same, whoever made it so; `objects`, where one tntc wrote both sides.
  package let differences: [ObjectChange]
  /// The gravest first.
  package internal(set) var risks: [Risk]
  /// What another tntc makes differently; nil where there is nothing of the kind.
  package internal(set) var rendering: RenderingChange?
  package let graph: GraphChange
  /// Why it is not a routine; empty where it is.
  package internal(set) var obstacles: [Routine.Obstacle] = [.rendering]
  /// Images without a digest that it runs as before, so that none of the risks tells of them.
  package internal(set) var floatingImages: [String] = []
  /// What people accept of this workflow here; empty before a gate has judged it.
  package internal(set) var accepted: [AcceptedRisk] = []
  /// The folder of the tree as the change leaves it, for who looks for the cause of a risk; nil where it is gone, or
  /// nobody looks.
  package var folder: RetainedWorkflow?
  package internal(set) var relation = Relation.change
  /// When it was done and by whom, the latest last; empty where nobody asked git.
  package var timeline: [TimelineEntry] = []
}

/// All that changes in a tree.
package struct TreeDifference: Sendable {
  /// Nil for the one tree of a configuration without environments.
  package let environment: String?
  /// The folder, for people.
  package let tree: String
  /// Those with a change, by name.
  package internal(set) var workflows: [WorkflowChange]

  package init(environment: String?, tree: String, workflows: [WorkflowChange]) {
    (self.environment, self.tree, self.workflows) = (environment, tree, workflows)
  }
}

/// What is compared, and what came of it.
package struct Comparison: Sendable {
  /// As the caller named them.
  package let from: String
  package let to: String
  package let relation: Relation
  package internal(set) var trees: [TreeDifference]
  /// What it was held against.
  package internal(set) var gate = Gate.open

  package init(from: String, to: String, trees: [TreeDifference], relation: Relation = .change) {
    (self.from, self.to, self.relation) = (from, to, relation)
    switch relation {
    case .change: self.trees = MoveRisks.told(in: trees)
    case .environments: self.trees = trees.map { $0.betweenEnvironments(relation) }
    }
  }

  package var workflows: [WorkflowChange] { trees.flatMap(\.workflows) }

  /// Those to which something was done.
  package var changed: [WorkflowChange] { workflows.filter(\.isDone) }
  /// Whether nothing is different, in the trees and in what is accepted of them.
  package var isEmpty: Bool { workflows.isEmpty && !gate.hasChanged }
}

extension WorkflowChange {
  /// Whether more happens than that another tntc makes other files of the same.
  package var isDone: Bool { rendering?.extent != .alone }

  /// Whether a field is not news: it follows from the change of version that the headline tells.
  package func isConsequence(_ field: FieldChange, of object: ObjectChange) -> Bool {
    Consequences(from: before, to: after).hold(field, of: object)
  }
}

/// What has to change in manifests when the version does.
struct Consequences {
  private var versions: [(from: String, to: String)] = []
  private var digests: [(from: String, to: String)] = []

  init(from before: Release?, to after: Release?) {
    guard let before, let after else { return }
    let pairs = [
      (before.live, after.live), (before.canary?.version, after.canary?.version),
      (before.live, after.canary?.version),
    ]
    for pair in pairs {
      guard let old = pair.0.flatMap({ before[$0] }), let new = pair.1.flatMap({ after[$0] }) else {
        continue
      }
      versions.append((old.version.text, new.version.text))
      digests.append((old.digest, new.digest))
    }
  }

  /// Whether a field stands where tntc writes the version, and has what it writes there.
  func hold(_ field: FieldChange, of object: ObjectChange) -> Bool {
    if object.role == .code, field.path.fields == ["metadata", "name"] { return true }
    if VersionFields.isVersion(field.path) { return Self.hold(field, versions) }
    return VersionFields.isDigest(field.path, in: object) && Self.hold(field, digests)
  }

  private static func hold(_ field: FieldChange, _ pairs: [(from: String, to: String)]) -> Bool {
    guard let from = field.from?.text, let to = field.to?.text else { return false }
    return pairs.contains { $0.from.hasSameBytes(as: from) && $0.to.hasSameBytes(as: to) }
  }
}
