import YAML

/// Risks that a change of one object brings, told by its kind and by which fields change.
enum ObjectRisks {
  private static let workloads = ["Deployment", "StatefulSet", "DaemonSet"]
  private static let accessKinds = [
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ServiceAccount",
  ]
  /// Fields that the API server does not let change (Kubernetes API, validation of each kind).
  private static let immutable: [String: [[String]]] = [
    "Deployment": [["spec", "selector"]], "DaemonSet": [["spec", "selector"]],
    "ReplicaSet": [["spec", "selector"]],
    "StatefulSet": [
      ["spec", "selector"], ["spec", "serviceName"], ["spec", "volumeClaimTemplates"],
      ["spec", "podManagementPolicy"],
    ],
    "Job": [["spec", "template"], ["spec", "selector"], ["spec", "completionMode"]],
    "Service": [["spec", "clusterIP"], ["spec", "clusterIPs"]],
    "RoleBinding": [["roleRef"]], "ClusterRoleBinding": [["roleRef"]],
    "PersistentVolumeClaim": [
      ["spec", "accessModes"], ["spec", "storageClassName"], ["spec", "volumeName"],
    ],
  ]

  static func find(in change: ObjectChange) -> [Risk] {
    let object = change.id
    var risks: [Risk] = []
    if let old = change.oldName, change.role == .manifest {
      risks.append(.renamed(from: "\(change.kind.lowercased())/\(old)", to: object))
    }
    if accessKinds.contains(change.kind), change.action != .removed {
      risks.append(.accessRules(object: object))
    }
    if change.kind == "NetworkPolicy", change.action != .added {
      risks.append(.networkPolicy(object: object))
    }
    if change.kind == "CronJob" { risks += schedule(change) }
    for field in change.fields { risks += fieldRisks(field, change) }
    return risks
  }

  private static func fieldRisks(_ field: FieldChange, _ change: ObjectChange) -> [Risk] {
    let fields = field.path.fields
    let isImmutable = (immutable[change.kind] ?? []).contains {
      fields.starts(with: $0) || $0.starts(with: fields)
    }
    if isImmutable { return [.immutableField(object: change.id, path: field.path.text)] }
    if change.after?["immutable"] == true, change.oldName == nil,
      ["data", "binaryData"].contains(fields.first)
    {
      return [.rewritten(configMap: change.name)]
    }
    if fields.starts(with: ["spec", "selector"]) || fields.starts(with: ["spec", "podSelector"]) {
      return [.selector(object: change.id, path: field.path.text)]
    }
    if fields == ["spec", "replicas"], case .integer(let old)? = field.from,
      case .integer(let new)? = field.to,
      new < old
    {
      return [.fewerReplicas(object: change.id, from: old, to: new)]
    }
    return []
  }

  private static func schedule(_ change: ObjectChange) -> [Risk] {
    if change.action == .added {
      let schedule = change.after?["spec"]?["schedule"]?.text ?? ""
      return [.scheduleAdded(object: change.id, schedule: schedule)]
    }
    return change.fields.filter {
      let fields = $0.path.fields
      return fields.count == 2 && fields[0] == "spec"
        && ["schedule", "timeZone", "suspend"].contains(fields[1])
    }.map {
      .scheduleChanged(
        object: change.id, path: $0.path.text, from: $0.from.map(text), to: $0.to.map(text))
    }
  }

  /// Workloads whose pods are made anew.
  static func restarts(_ changes: [ObjectChange]) -> [String] {
    changes.filter { change in
      workloads.contains(change.kind) && change.oldName == nil
        && change.fields.contains { $0.path.fields.starts(with: ["spec", "template"]) }
    }.map(\.id)
  }

  static func text(_ value: Value) -> String { value.text ?? JSON.compact(value) }
}

extension ObjectChange {
  /// As kubectl names it: `deployment/uptime-prober`.
  package var id: String { "\(kind.lowercased())/\(name)" }
}
