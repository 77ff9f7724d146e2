import WorkflowModel
import YAML

/// Risks that a change of one object brings, told by its kind and by which fields change.
enum ObjectRisks {
  private static let accessKinds = [
    "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ServiceAccount",
  ]
  /// What the whole cluster obeys: which objects are admitted and what becomes of them, which kinds there are,
  /// and how containers are kept apart.
  private static let clusterKinds = [
    "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
    "CustomResourceDefinition", "APIService", "RuntimeClass", "PriorityClass", "PersistentVolume",
    "Namespace", "SecurityContextConstraints", "PodSecurityPolicy", "ClusterPolicy", "ConstraintTemplate",
    "StorageClass", "IngressClass", "GatewayClass", "FlowSchema", "PriorityLevelConfiguration",
  ]
  /// Where a controller takes a Secret from.
  private static let secretSources = [
    "ExternalSecret", "ClusterExternalSecret", "SecretStore", "ClusterSecretStore", "SecretProviderClass",
    "SealedSecret", "PushSecret", "ClusterPushSecret", "VaultStaticSecret", "VaultDynamicSecret",
    "VaultPKISecret",
    "VaultAuth", "VaultAuthGlobal", "VaultConnection", "HCPVaultSecretsApp",
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
    "RuntimeClass": [["handler"]], "PriorityClass": [["value"], ["preemptionPolicy"]],
  ]

  /// - Parameter news: the fields that do not just follow from the version.
  static func find(in change: ObjectChange, news: [FieldChange]) -> [Risk] {
    let object = change.id
    // Told only when somebody wrote into it.
    if change.isKustomization {
      return change.fields.map { .build(object: object, path: $0.path.text) }
    }
    var risks: [Risk] = []
    if let old = change.oldName, change.role == .manifest {
      risks.append(.renamed(from: "\(change.kind.lowercased())/\(old)", to: object))
    }
    let content = news.filter { $0.path.fields.first != "metadata" }
    if change.kind == "PodDisruptionBudget" { risks += disruption(change, news) }
    if clusterKinds.contains(change.kind), change.action != .changed || !news.isEmpty {
      risks.append(.clusterRules(object: object))
    }
    if change.action == .added || !news.isEmpty { risks += ofKind(change) }
    if secretSources.contains(change.kind), change.action == .added || !content.isEmpty {
      risks.append(.secretSource(object: object))
    }
    if change.kind == "CronJob" { risks += schedule(change) }
    for field in change.fields { risks += fieldRisks(field, change) }
    return risks
  }

  private static func ofKind(_ change: ObjectChange) -> [Risk] {
    if accessKinds.contains(change.kind) { return [.accessRules(object: change.id)] }
    if change.kind == "Secret" { return [.secret(object: change.id)] }
    return []
  }

  /// Kinds that hold pods or are reported by their fields, and those that change nothing of what runs, who reaches it
  /// and what it reaches.
  private static let harmless = [
    "ConfigMap", "Service", "PersistentVolumeClaim", "HorizontalPodAutoscaler", "PodDisruptionBudget",
    "CronJob",
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Pod",
    "PodTemplate",
    "ResourceQuota", "LimitRange", "Lease", "ServiceMonitor", "PodMonitor", "PrometheusRule",
  ]

  /// An object of which nothing else is reported, and of whose kind nothing here knows what it does.
  static func unknown(_ change: ObjectChange, _ news: [FieldChange]) -> [Risk] {
    let counts = change.action == .added || news.contains { $0.path.fields.first != "metadata" }
    let isKnown =
      (harmless + accessKinds + clusterKinds + secretSources + ExposureRisks.routes).contains(change.kind)
      || change.kind == "Secret" || change.kind.hasSuffix("NetworkPolicy")
    guard counts, !change.isKustomization, !isKnown else { return [] }
    return [.unknownKind(object: change.id)]
  }

  private static func fieldRisks(_ field: FieldChange, _ change: ObjectChange) -> [Risk] {
    let fields = field.path.fields
    let isImmutable = (immutable[change.kind] ?? []).contains {
      fields.starts(with: $0) || $0.starts(with: fields)
    }
    if isImmutable { return [.immutableField(object: change.id, path: field.path.text)] }
    if change.before?["immutable"] == true, change.oldName == nil,
      ["data", "binaryData", "stringData", "immutable"].contains(fields.first)
    {
      return change.kind == "ConfigMap"
        ? [.rewritten(configMap: change.name)]
        : [.immutableField(object: change.id, path: field.path.text)]
    }
    if fields.starts(with: ["spec", "selector"]) || fields.starts(with: ["spec", "podSelector"]) {
      return [.selector(object: change.id, path: field.path.text)]
    }
    // Without the field the API server makes one pod: an apply takes away what its manager owned.
    if fields == ["spec", "replicas"], change.kind == "Deployment", case .integer(let old)? = field.from,
      field.to == nil, old > 1
    {
      return [.replicasLeft(object: change.id, from: old)]
    }
    if fields == ["spec", "replicas"], case .integer(let old) = field.from ?? 1,
      case .integer(let new) = field.to ?? 1, new < old
    {
      return [.fewerReplicas(object: change.id, from: old, to: new)]
    }
    if fields == ["spec", "replicas"], case .integer(let old) = field.from ?? 1,
      case .integer(let new) = field.to ?? 1, isMany(old, new)
    {
      return [.moreReplicas(object: change.id, from: old, to: new)]
    }
    return []
  }

  /// From where nothing ran, as suspended, it only goes on.
  static func isMany(_ old: Int, _ new: Int) -> Bool { old > 0 && new / 2 >= old }

  /// Fewer pods that may be spared, or more; a budget that allows none keeps nodes from being drained.
  private static func disruption(_ change: ObjectChange, _ news: [FieldChange]) -> [Risk] {
    let limits = ["minAvailable", "maxUnavailable"]
    if change.action == .added {
      return limits.compactMap { limit in
        let value = change.after?["spec"]?[limit]
        let allowsNone = limit == "minAvailable" ? value == "100%" : value == 0 || value == "0%"
        return allowsNone
          ? .disruption(object: change.id, path: "spec.\(limit)", from: nil, to: value.map(text)) : nil
      }
    }
    return news.filter { $0.path.fields.first == "spec" && !$0.path.fields.contains("selector") }.map {
      .disruption(
        object: change.id, path: $0.path.text, from: $0.from.map(text), to: $0.to.map(text))
    }
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
    }.map { field in
      let (from, to) = (field.from.map(text), field.to.map(text))
      if field.path.fields.last == "schedule", let from, let to, isMoreOften(from, to) {
        return .scheduleMoreOften(object: change.id, path: field.path.text, from: from, to: to)
      }
      return .scheduleChanged(object: change.id, path: field.path.text, from: from, to: to)
    }
  }

  private static func isMoreOften(_ from: String, _ to: String) -> Bool {
    guard let old = try? CronSchedule(from), let new = try? CronSchedule(to) else { return false }
    return new.runsInFourYears > old.runsInFourYears
  }

  /// Workloads whose pods are made again.
  static func restarts(_ changes: [ObjectChange]) -> [String] {
    changes.filter { change in
      change.kind != "Job" && change.oldName == nil
        && change.fields.contains { $0.path.fields.starts(with: ["spec", "template"]) }
        && change.after.map { !PodTemplate.all(in: $0).isEmpty } == true
    }.map(\.id)
  }

  static func text(_ value: Value) -> String { value.text ?? JSON.compact(value) }
}

extension ObjectChange {
  /// As kubectl names it: `deployment/uptime-prober`.
  package var id: String { "\(kind.lowercased())/\(name)" }
}
