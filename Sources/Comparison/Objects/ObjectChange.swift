import Releases
import Tree
package import YAML

/// What happens to one object of the cluster.
package struct ObjectChange: Sendable {
  package enum Action: String, Sendable {
    case added
    case removed
    case changed
  }

  /// What the object is for its workflow.
  package enum Role: String, Sendable {
    case manifest
    /// The ConfigMap with the code of what is live; its data is reported as source.
    case code
    /// The ConfigMap with the values of an environment.
    case config
  }

  package let role: Role
  package let kind: String
  package let name: String
  /// Of an object that takes the place of another.
  package let oldName: String?
  /// The whole of it, as a consumer builds it; nil where it is not.
  package let before: Value?
  package let after: Value?
  /// Those that are not the same, when it is in both.
  package let fields: [FieldChange]
  /// What somebody wrote into kustomization.yaml, which is not an object of the cluster.
  var isKustomization = false

  package var action: Action { before == nil ? .added : after == nil ? .removed : .changed }
}

/// Pairs the objects of two states of a workflow by what they are for.
enum ObjectPairing {
  static func changes(from old: [BuiltObject], to new: [BuiltObject]) -> [ObjectChange] {
    var rest = old
    var changes: [(position: Int, change: ObjectChange)] = []
    var unpaired: [(position: Int, object: BuiltObject)] = []
    for (position, object) in new.enumerated() {
      if let twin = rest.firstIndex(where: { $0.kind == object.kind && $0.name == object.name }) {
        changes.append((position, change(from: rest.remove(at: twin), to: object)))
      } else {
        unpaired.append((position, object))
      }
    }
    for (position, object) in unpaired {
      let twin = twin(of: object, in: rest, among: unpaired.map(\.object))
      changes.append((position, change(from: twin.map { rest.remove(at: $0) }, to: object)))
    }
    let inOrder = changes.sorted { $0.position < $1.position }.map(\.change)
    return (inOrder + rest.map { change(from: $0, to: nil) }).filter {
      $0.action != .changed || !$0.fields.isEmpty
    }
  }

  /// The only other object of its kind that its template made before, under another name.
  private static func twin(of object: BuiltObject, in old: [BuiltObject], among new: [BuiltObject]) -> Int? {
    func isAlike(_ other: BuiltObject) -> Bool { other.kind == object.kind && other.file == object.file }
    guard new.count(where: isAlike) == 1, old.count(where: isAlike) == 1 else { return nil }
    return old.firstIndex(where: isAlike)
  }

  static func change(
    from old: BuiltObject?, to new: BuiltObject?, role: ObjectChange.Role = .manifest
  ) -> ObjectChange {
    let (before, after) = (old?.content, new?.content)
    var fields: [FieldChange] = []
    if let before, let after { fields = ValueComparison.changes(from: before, to: after) }
    return ObjectChange(
      role: role, kind: new?.kind ?? old?.kind ?? "", name: new?.name ?? old?.name ?? "",
      oldName: old?.name == new?.name ? nil : new == nil ? nil : old?.name, before: before, after: after,
      fields: fields)
  }
}
