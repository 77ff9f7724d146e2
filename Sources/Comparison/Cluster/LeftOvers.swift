package import YAML

/// Objects of tntc in a cluster that are no longer in any tree.
package enum LeftOvers {
  /// Kinds that controllers make from other objects, and remove with them.
  private static let derived = [
    "Pod", "ReplicaSet", "ControllerRevision", "Endpoints", "EndpointSlice", "Event", "PodMetrics",
  ]

  /// Whether an object that no tree has should not be there.
  package static func isOne(_ object: Value) -> Bool {
    guard let workflow = object.label("app.kubernetes.io/name"), let kind = object.objectKind,
      object["metadata"]?["ownerReferences"] == nil
    else { return false }
    // What a Deployment of before left, when it was deleted without its pods (see `Takeover`).
    if kind == "ReplicaSet" { return object.objectName.hasPrefix("\(workflow)-") }
    guard object.label("app.kubernetes.io/managed-by") == "tentacular" else { return false }
    return !derived.contains(kind) && !isRun(object, of: workflow)
  }

  /// A Job of `tntc run --print-job`, which Kubernetes deletes a day after its end.
  private static func isRun(_ object: Value, of workflow: String) -> Bool {
    object.objectKind == "Job" && object.objectName.hasPrefix("\(workflow)-run-")
      && object.label("app.kubernetes.io/component") == "trigger"
  }
}
