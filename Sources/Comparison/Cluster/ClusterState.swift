import Diagnostics
package import YAML

/// The state of an object of the tree in a cluster.
package enum ClusterState: Sendable, Equatable {
  case inSync
  /// The fields that differ.
  case differs([Difference])
  case missing
  /// Somebody deleted it, and it is there until its finalizers are done (`metadata.deletionTimestamp`): whatever it says,
  /// it goes.
  case leaving

  package struct Difference: Sendable, Equatable {
    /// As people write it: `spec.template.spec.containers[engine].image`.
    package let path: String
    /// Nil is nothing.
    package let tree: Value?
    package let cluster: Value?
    /// Who owns what the cluster has.
    package let managers: [FieldManager]

    /// What each side has, in a word; of lists that differ in their length, that.
    package var texts: (tree: String, cluster: String) {
      switch (tree, cluster) {
      case (.sequence(let expected)?, .sequence(let found)?) where expected.count != found.count:
        (Counted.text(expected.count, "item"), Counted.text(found.count, "item"))
      case (nil, .mapping?) where path.hasSuffix("]"): ("nothing", "there")
      case (let expected?, let found?) where Self.text(expected) == Self.text(found):
        (JSON.compact(expected), JSON.compact(found))
      default: (tree.map(Self.text) ?? "nothing", cluster.map(Self.text) ?? "nothing")
      }
    }

    private static func text(_ value: Value) -> String { value.text ?? JSON.compact(value) }
  }
}

/// All that comes of comparing an object of the tree with that of a cluster.
package struct ObjectStanding: Sendable, Equatable {
  package let state: ClusterState
  /// Fields that others set and the tree does not have: no difference, and an apply leaves them.
  package let theirs: [OwnedField]
  /// Paths that either were removed from the tree or are defaults of the kind; the answer does not show which.
  package let unclear: [String]
  package let basis: Basis
  /// Whether what differs cannot be changed, so that the object has to be deleted and made again.
  package let isImmutable: Bool

  package struct OwnedField: Sendable, Equatable {
    package let path: String
    package let value: Value
    /// Empty when the server does not know.
    package let managers: [FieldManager]
  }

  /// What tells a field that has left the tree from a default.
  package enum Basis: Sendable, Equatable {
    case managedFields
    /// The annotation of a client-side apply.
    case lastApplied
    /// The answer has neither.
    case nothing
  }

  /// Who else owns what differs: while they do, an apply ends with a conflict.
  package let opponents: [FieldManager]
  /// Lists that an apply extends instead of replacing, so that two items get the same name, which is refused: the path of
  /// the item that only the cluster has, and the name.
  package let clashes: [Clash]

  package struct Clash: Sendable, Equatable {
    package let path: String
    package let name: String
  }

  package static let missing = ObjectStanding(
    state: .missing, theirs: [], unclear: [], basis: .managedFields, isImmutable: false, opponents: [],
    clashes: [])
}
