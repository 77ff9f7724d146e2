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
      "relation": .string(comparison.relation.kind),
      "workflows": .sequence(
        comparison.trees.flatMap { tree in
          tree.workflows.map { value($0, tree, comparison.gate, counted) }
        }),
      "groups": FleetValue.value(Fleet(comparison), counted: counted),
      "rendering": RenderingGroup(comparison).map { rendering($0, counted) } ?? .null,
      "notes": NoteText.value(comparison), "routine": .bool(comparison.isRoutine),
      "gate": GateText.value(comparison),
    ]
  }

  private static func value(
    _ change: WorkflowChange, _ tree: TreeDifference, _ gate: Gate, _ counted: Bool
  ) -> Value {
    [
      "environment": tree.environment.map(Value.string) ?? .null, "tree": .string(tree.tree),
      "workflow": .string(change.workflow), "change": .string(ActText.headline(change)),
      "acts": .sequence(
        change.acts.map { ["kind": .string($0.kind), "text": .string(ActText.text($0, of: change))] }),
      "before": change.before.map(state) ?? .null, "after": change.after.map(state) ?? .null,
      "source": .sequence(
        change.sources.map { source in
          [
            "role": .string(source.role.rawValue), "from": source.from.map { .string($0.text) } ?? .null,
            "to": source.to.map { .string($0.text) } ?? .null,
            "files": .sequence(source.files.map { file($0, counted) }),
            "packages": .sequence(source.packages.map(package)),
            "vendored": .sequence(source.vendored.map { file($0.delta, counted) }),
          ]
        }),
      "nodes": nodes(change.graph), "timeline": TimelineText.value(change),
      "objects": .sequence(change.differences.map { object($0, of: change, counted) }),
      "routine": .bool(change.isRoutine),
      "notRoutine": .sequence(change.obstacles.map { .string($0.rawValue) }),
      "risks": risks(change, gate),
      "rendering": change.rendering.map { .string($0.extent.rawValue) } ?? .null,
    ]
  }

  private static func nodes(_ graph: GraphChange) -> Value {
    func names(_ names: [String]) -> Value { .sequence(names.map(Value.string)) }
    let (old, new) = ((graph.before?.nodes ?? []).map(\.name), (graph.after?.nodes ?? []).map(\.name))
    let (wasThere, isThere) = (Set(old.map(ByteKey.init)), Set(new.map(ByteKey.init)))
    return [
      "added": names(new.filter { !wasThere.contains(ByteKey($0)) }),
      "removed": names(old.filter { !isThere.contains(ByteKey($0)) }),
      "changed": names(
        new.filter { wasThere.contains(ByteKey($0)) && graph.changed.contains(ByteKey($0)) }),
    ]
  }

  /// Those of what was done, then those that come of another rendering alone.
  private static func risks(_ change: WorkflowChange, _ gate: Gate) -> Value {
    .sequence(
      change.allRisks.enumerated().map { position, risk in
        RiskText.value(risk, of: change).patched(with: [
          "rendering": .bool(position >= change.risks.count), "blocks": .bool(gate.blocks(risk, of: change)),
          "accepted": .sequence(change.acceptances(of: risk).map(GateText.value)),
        ])
      })
  }

  /// What another tntc makes differently over all trees, `{name}` for the name of a workflow where several have the
  /// same.
  private static func rendering(_ group: RenderingGroup, _ counted: Bool) -> Value {
    func fields(_ object: RenderingGroup.Object) -> Value {
      .sequence(
        object.fields.map {
          [
            "path": .string($0.change.path.text), "from": $0.change.from ?? .null,
            "to": $0.change.to ?? .null,
            "workflows": .integer($0.workflows),
          ]
        })
    }
    return [
      "from": .sequence(group.writers.from.map(Value.string)),
      "to": .sequence(group.writers.to.map(Value.string)),
      "trees": .sequence(
        group.places.map { place in
          [
            "environment": place.environment.map(Value.string) ?? .null, "tree": .string(place.tree),
            "workflows": .sequence(place.workflows.map(Value.string)),
          ]
        }),
      "objects": .sequence(
        group.objects.map { object in
          var value: Mapping = [
            "action": .string(object.action.rawValue), "kind": .string(object.kind),
            "workflows": .integer(object.workflows),
          ]
          if !counted { value["fields"] = fields(object) }
          return .mapping(value)
        }),
      "risks": .sequence(
        group.risks.map {
          [
            "kind": .string($0.kind), "level": .string($0.level.rawValue), "text": .string($0.text),
            "workflows": .integer($0.workflows),
          ]
        }),
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

  private static func package(_ change: PackageChange) -> Value {
    func state(_ state: PackageChange.State?) -> Value {
      guard let state else { return .null }
      return [
        "version": state.version.map(Value.string) ?? .null,
        "license": state.license.map(Value.string) ?? .null, "files": .integer(state.files),
      ]
    }
    func paths(_ paths: [String]) -> Value { .sequence(paths.map(Value.string)) }
    return [
      "package": .string(change.title), "from": state(change.before), "to": state(change.after),
      "step": change.step.map { .string($0.rawValue) } ?? .null,
      "rewriting": change.rewriting.map { .string($0.rawValue) } ?? .null,
      "direct": .bool(change.isDirect), "broughtBy": change.broughtBy.map(Value.string) ?? .null,
      "nodes": paths(change.nodes), "added": paths(change.added), "changed": paths(change.changed),
      "removed": paths(change.removed),
    ]
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
      "rendering": .bool(change.rendering?.makes(object) ?? false),
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
          "rendering": .bool(change.rendering?.makes(field, of: object) ?? false),
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
