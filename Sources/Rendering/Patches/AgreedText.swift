import Patches
import Settings
import WorkflowModel
import YAML

/// Why a patch may not change a field, in words, with the way out.
enum AgreedText {
  static func problem(
    _ patch: String, _ path: PatchPath, _ object: Value, _ field: AgreedFields.Field
  ) -> PatchProblem {
    PatchProblem(
      patch, path, "changes `\(field.place.text)` of", object,
      ", \(reason(field.reason)); take it out of the patch" + (way(field.reason).map { ", \($0)" } ?? ""))
  }

  private static func reason(_ reason: AgreedFields.Reason) -> String {
    switch reason {
    case .identity: "by which all others know the object"
    case .namespace: "and all objects of a workflow are in one namespace"
    case .label: "by which tntc, the cluster and other objects find it and its pods"
    case .selector: "by which it finds its pods"
    case .engine: "on which the engine and its pod agree"
    case .mount: "which hides a folder of the engine, or gives it twice"
    case .service: "by which CronJobs, `tntc run` and others reach the engine"
    case .secret: "which is the Secret that the pods mount"
    case .canary: "by which a canary gets its share of requests"
    case .setting(let field): "which is what the setting `\(field.key)` is for"
    }
  }

  private static func way(_ reason: AgreedFields.Reason) -> String? {
    switch reason {
    case .namespace: "and write the setting `namespace`"
    case .mount: "or mount it elsewhere"
    case .label: "and write others with the setting `labels`"
    case .setting(.replicas):
      "and write `replicas: N`, or `replicas: \(Settings.unmanagedReplicas)` where an autoscaler owns the number"
    case .setting(.triggers): "and write `triggers: {NAME: {schedule: …, timeZone: …}}`"
    case .setting(.suspend): "and write `suspend: true`, or `triggers: {NAME: {suspend: true}}`"
    case .setting(.sidecars): "and write `sidecars: {NAME: {image: …}}`"
    case .setting(let field): "and write `\(field.key): …`"
    default: nil
    }
  }
}

/// Why a patch changes nothing, in words.
enum PatchTargetText {
  /// - Parameter objects: kinds and names of those that there are.
  static func unmatched(
    _ patch: ObjectPatch, of workflow: String, _ objects: [(kind: String, name: String)]
  ) -> String {
    let target = patch.target
    let hint = hint(target, of: workflow, objects).map { "did you mean `\($0)`?" }
    let named = objects.filter { $0.kind.hasSameBytes(as: target.kind) }.map(\.name)
    if named.isEmpty {
      if target.kind == "ConfigMap" {
        return
          "ConfigMaps of versions and config overlays are written once, and no patch changes them; code belongs into a "
          + "new version, and values of an environment into the setting `config`"
      }
      let kinds = Set(objects.map(\.kind)).sorted { $0.precedesByBytes($1) }
      return "it has no \(target.kind); \(hint ?? "there are \(kinds.joined(separator: ", "))")"
    }
    if target.name == nil
      || objects.contains(where: { $0.kind == target.kind && target.isName($0.name, of: workflow) })
    {
      return "no \(target.kind) has the labels that `labelSelector` asks for"
    }
    return "it has no \(target.kind) of this name; "
      + (hint ?? "there \(named.count == 1 ? "is" : "are") \(named.joined(separator: ", "))")
  }

  /// The kind, or the name, that was meant; nil where none is near.
  static func hint(
    _ target: PatchTarget, of workflow: String, _ objects: [(kind: String, name: String)]
  ) -> String? {
    let named = objects.filter { $0.kind.hasSameBytes(as: target.kind) }.map(\.name)
    if named.isEmpty {
      return Suggestion.nearest(
        to: target.kind, in: Set(objects.map(\.kind)).sorted { $0.precedesByBytes($1) })
    }
    guard let name = target.filledName(of: workflow), !named.contains(where: { $0.hasSameBytes(as: name) })
    else {
      return nil
    }
    return Suggestion.nearest(to: name, in: named)
  }
}
