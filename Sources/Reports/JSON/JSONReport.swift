package import Comparison
import Releases
import Settings
import TextDiff
import WorkflowModel
package import YAML

/// A comparison for programs: what it says, applied to the first side, gives the second.
package enum JSONReport {
  /// - Parameter counted: leave out the content of files and fields.
  package static func value(_ comparison: Comparison, counted: Bool) -> Value {
    [
      "from": .string(comparison.from), "to": .string(comparison.to),
      "workflows": .sequence(
        comparison.trees.flatMap { tree in tree.workflows.map { value($0, tree, counted) } }),
    ]
  }

  private static func value(_ change: WorkflowChange, _ tree: TreeDifference, _ counted: Bool) -> Value {
    [
      "environment": tree.environment.map(Value.string) ?? .null, "tree": .string(tree.tree),
      "workflow": .string(change.workflow), "change": .string(ActText.headline(change)),
      "acts": .sequence(
        change.acts.map { ["kind": .string($0.kind), "text": .string(ActText.text($0))] }),
      "before": change.before.map(state) ?? .null, "after": change.after.map(state) ?? .null,
      "source": .sequence(
        change.sources.map { source in
          [
            "role": .string(source.role.rawValue), "from": source.from.map { .string($0.text) } ?? .null,
            "to": source.to.map { .string($0.text) } ?? .null,
            "files": .sequence(source.files.map { file($0, counted) }),
          ]
        }),
      "objects": .sequence(change.objects.map { object($0, of: change, counted) }),
      "risks": .sequence(change.risks.map(RiskText.value)),
    ]
  }

  private static func state(_ release: Release) -> Value {
    var object = ReleaseValue.members(release)
    object["versions"] = .sequence(
      release.versions.map { ["version": .string($0.version.text), "digest": .string($0.digest)] })
    object["image"] = .string(release.image)
    object["namespace"] = release.settings[.namespace] ?? .null
    object["config"] = release.overlay.map(Value.string) ?? .null
    return .mapping(object)
  }

  private static func file(_ file: FileDelta, _ counted: Bool) -> Value {
    var object: Mapping = [
      "path": .string(file.path), "action": .string(file.action.rawValue),
      "nodes": .sequence(file.nodes.map(Value.string)),
      "added": file.counts.map { .integer($0.added) } ?? .null,
      "removed": file.counts.map { .integer($0.removed) } ?? .null,
    ]
    if counted { return .mapping(object) }
    // An empty file that is new or gone has no lines to tell of.
    let hasLines = file.old ?? [] != file.new ?? []
    let isText =
      hasLines
      && [file.old, file.new].allSatisfy { bytes in
        bytes.map { !$0.contains(0) && String(validating: $0, as: UTF8.self) != nil } ?? true
      }
    object["diff"] = isText ? .string(diff(file)) : .null
    object["base64"] = isText ? .null : file.new.map { .string(Base64.encode($0)) } ?? .null
    return .mapping(object)
  }

  private static func diff(_ file: FileDelta) -> String {
    UnifiedDiff.text(
      from: file.old ?? [], to: file.new ?? [], old: file.old == nil ? "/dev/null" : "a/\(file.path)",
      new: file.new == nil ? "/dev/null" : "b/\(file.path)")
  }

  private static func object(_ object: ObjectChange, of change: WorkflowChange, _ counted: Bool) -> Value {
    var value: Mapping = [
      "role": .string(object.role.rawValue), "action": .string(object.action.rawValue),
      "kind": .string(object.kind), "name": .string(object.name),
      "oldName": object.oldName.map(Value.string) ?? .null,
    ]
    if counted { return .mapping(value) }
    let isWhole = object.action != .changed
    value["from"] = isWhole ? object.before ?? .null : .null
    value["to"] = isWhole ? object.after ?? .null : .null
    value["fields"] = .sequence(
      object.fields.map { field in
        [
          "path": .string(field.path.text), "steps": .sequence(field.path.steps.map(step)),
          "from": field.from ?? .null, "to": field.to ?? .null,
          "follows": .bool(change.isConsequence(field, of: object)),
        ]
      })
    return .mapping(value)
  }

  private static func step(_ step: FieldPath.Step) -> Value {
    switch step {
    case .key(let key): .string(key)
    case .item(let identity): .mapping(identity)
    case .position(let position): .integer(position)
    }
  }
}
