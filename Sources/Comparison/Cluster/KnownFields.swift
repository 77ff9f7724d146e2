import YAML

/// Labels and annotations that Argo CD, Flux or kubectl add to applied objects. They do not count as a difference.
enum DelivererFields {
  private static let labels = [
    // Flux: `kustomize-controller` marks what a Kustomization owns (`SetOwnerLabels` of fluxcd/pkg, ssa).
    "kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace",
    // Argo CD, tracking by label (`TrackingMethodLabel` and `annotation+label` in util/argo/resource_tracking.go).
    "app.kubernetes.io/instance",
    // `kubectl apply --applyset` (KEP-3659): of a member, and of the parent.
    "applyset.kubernetes.io/part-of", "applyset.kubernetes.io/id",
  ]
  private static let annotations = [
    // Argo CD, tracking by annotation (`AnnotationKeyAppInstance`, `AnnotationInstallationID` in common/common.go).
    "argocd.argoproj.io/tracking-id", "argocd.argoproj.io/installation-id",
    // Every client-side apply, and a server-side one where it is there already.
    FieldClaims.lastApplied,
    // The parent of an ApplySet.
    "applyset.kubernetes.io/tooling", "applyset.kubernetes.io/contains-group-kinds",
    "applyset.kubernetes.io/contains-group-resources", "applyset.kubernetes.io/additional-namespaces",
  ]

  /// - Parameter fields: the names on the way from the root of an object.
  static func have(_ fields: [String]) -> Bool {
    guard fields.count == 3, fields[0] == "metadata" else { return false }
    return fields[1] == "labels"
      ? labels.contains(fields[2])
      : fields[1] == "annotations" && annotations.contains(fields[2])
  }
}

/// Fields that the API server treats in a way of their own.
enum KnownFields {
  /// Maps that are set as a whole (`x-kubernetes-map-type: atomic`), and in which a key more means something else.
  private static let selectors = [
    "selector", "podSelector", "namespaceSelector", "labelSelector", "matchLabels", "nodeSelector",
  ]
  /// Maps to which anybody adds.
  private static let shared = ["labels", "annotations"]

  /// What the API server and Kubernetes' own controllers write themselves.
  static func isOfServer(_ fields: [String]) -> Bool {
    if fields.first == "status" { return true }
    guard fields.count > 1, fields[0] == "metadata" else {
      return ["apiVersion", "kind"].contains(fields.last) && fields.count == 1
    }
    return fields.count == 2
      && !["labels", "annotations", "finalizers", "ownerReferences"].contains(fields[1])
      || fields == ["metadata", "annotations", "deployment.kubernetes.io/revision"]
  }

  static func isSelector(_ fields: [String]) -> Bool { fields.last.map(selectors.contains) ?? false }

  static func isShared(_ fields: [String]) -> Bool { fields.last.map(shared.contains) ?? false }

  /// What the API does not store: the empty or false values of fields that have them by default and are not pointers
  /// in its types (`omitempty`). Others, like `automountServiceAccountToken`, mean true when they are not there.
  private static let leftOut: [String: Value] = [
    "value": "", "subPath": "", "subPathExpr": "", "workingDir": "", "medium": "", "nodeName": "",
    "hostname": "",
    "subdomain": "", "externalName": "", "loadBalancerIP": "", "priorityClassName": "", "readOnly": false,
    "hostNetwork": false, "hostPID": false, "hostIPC": false, "stdin": false, "stdinOnce": false,
    "tty": false,
    "paused": false, "publishNotReadyAddresses": false, "minReadySeconds": 0, "initialDelaySeconds": 0,
    "hostPort": 0,
  ]

  static func isLeftOut(_ value: Value, _ fields: [String]) -> Bool {
    guard let field = fields.last, let empty = leftOut[field], value == empty else { return false }
    return fields.first == "spec" && !fields.dropLast().contains(where: QuantityFields.textMaps.contains)
  }

  /// Defaults of fields in lists that are set as a whole: they belong to who has set the list, who did not say them.
  private static let defaults: [String: [Value]] = [
    // Ports of network policies; Kubernetes' own API.
    "protocol": ["TCP"], "apiVersion": ["v1"], "expirationSeconds": [3600], "divisor": ["0"],
    "volumeMode": ["Filesystem"], "defaultMode": [420],
    // Gateway API (HTTPRoute, GRPCRoute).
    "group": ["", "gateway.networking.k8s.io"], "kind": ["Service", "Gateway", "PersistentVolumeClaim"],
    "weight": [1], "type": ["PathPrefix", "Exact"], "value": ["/"],
    "path": [["type": "PathPrefix", "value": "/"]],
    "statusCode": [302],
    "matches": [[["path": ["type": "PathPrefix", "value": "/"]]]],
    // External Secrets Operator.
    "conversionStrategy": ["Default"], "decodingStrategy": ["None"], "metadataPolicy": ["None"],
    "nullBytePolicy": ["Ignore"],
  ]

  static func isDefault(_ value: Value, _ fields: [String]) -> Bool {
    guard let field = fields.last else { return false }
    // `volumeClaimTemplates` get a status.
    return field == "status" || defaults[field]?.contains(value) == true
  }

  /// Whether the defaults of a kind are known, so that anything else in such a list was set by somebody.
  static func knowsDefaults(of apiVersion: String) -> Bool {
    let group = apiVersion.split(separator: "/").first.map(String.init) ?? ""
    return !group.contains(".") || group == "external-secrets.io"
      || group.hasSuffix(".k8s.io") && known.contains(group)
  }

  private static let known = [
    "networking.k8s.io", "gateway.networking.k8s.io", "rbac.authorization.k8s.io", "storage.k8s.io",
    "scheduling.k8s.io", "node.k8s.io", "coordination.k8s.io",
  ]
}
