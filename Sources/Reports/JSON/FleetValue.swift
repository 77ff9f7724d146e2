import Comparison
import YAML

/// What several workflows have alike, for programs: complete, with `{name}` for the name of a workflow where they differ
/// in it.
enum FleetValue {
  /// Null where several workflows have nothing alike.
  ///
  /// - Parameter counted: leave out the values of fields.
  static func value(_ fleet: Fleet, counted: Bool) -> Value {
    if !fleet.isSharing { return .null }
    return [
      "acts": list(fleet.acts) { ["kind": .string($0.kind), "text": .string($0.text)] },
      "notes": list(fleet.notes) { ["text": .string($0)] },
      "files": list(fleet.files) { file in
        [
          "path": .string(file.path), "action": .string(file.action.rawValue),
          "added": file.counts.map { .integer($0.added) } ?? .null,
          "removed": file.counts.map { .integer($0.removed) } ?? .null,
        ]
      },
      "packages": list(fleet.packages) { ["lines": .sequence(($0.first + $0.rest).map(Value.string))] },
      "manifests": list(fleet.objects) { manifest($0, counted) },
      "risks": list(fleet.risks) { line in
        [
          "kind": .string(line.risk.kind.rawValue), "level": .string(line.risk.level.rawValue),
          "text": .string(line.text), "fate": .sequence(line.fate.map(Value.string)),
          "blocks": .bool(line.blocks),
        ]
      },
    ]
  }

  private static func manifest(_ line: Fleet.ObjectLine, _ counted: Bool) -> Mapping {
    var value: Mapping = [
      "action": .string(line.action.rawValue), "kind": .string(line.kind), "object": .string(line.title),
      "path": line.field.map { .string($0.path.text) } ?? .null,
    ]
    if !counted { (value["from"], value["to"]) = (line.field?.from ?? .null, line.field?.to ?? .null) }
    return value
  }

  private static func list<Content>(
    _ shared: [Fleet.Shared<Content>], _ members: (Content) -> Mapping
  ) -> Value {
    .sequence(
      shared.map { shared in
        var value = members(shared.content)
        value["workflows"] = .integer(shared.places.workflows)
        value["trees"] = trees(shared.places)
        return .mapping(value)
      })
  }

  private static func trees(_ places: FleetPlaces) -> Value {
    .sequence(
      places.places.map { place in
        [
          "environment": place.environment.map(Value.string) ?? .null, "tree": .string(place.tree),
          "workflows": .sequence(place.workflows.map(Value.string)),
        ]
      })
  }
}
