/// An object of a cluster, as `kubectl` names it.
package struct ObjectReference: Hashable, Sendable {
  /// In lower case, as `kubectl` takes it.
  package let kind: String
  package let name: String
  /// The namespace that it is in; nil when the consumer decides that.
  package let namespace: String?

  package init(kind: String, name: String, namespace: String? = nil) {
    (self.kind, self.name, self.namespace) = (kind.lowercased(), name, namespace)
  }

  static func configMap(_ name: String) -> ObjectReference { ObjectReference(kind: "configmap", name: name) }

  /// `KIND/NAME`
  package var text: String { "\(kind)/\(name)" }

  /// The same object in a namespace that is said for all objects of a folder: kustomize puts it over their own.
  func inside(_ namespace: String?) -> ObjectReference {
    if Self.isOfCluster(kind) { return ObjectReference(kind: kind, name: name) }
    return ObjectReference(kind: kind, name: name, namespace: namespace ?? self.namespace)
  }

  /// The order in which nothing that is left needs what is gone: what leads traffic to pods and starts or moves them goes
  /// before them, what they mount and are held by behind them.
  private static let deletionRanks: [String: Int] = [
    "httproute": 0, "grpcroute": 0, "ingress": 0, "cronjob": 1, "horizontalpodautoscaler": 1,
    "scaledobject": 1,
    "service": 2, "deployment": 3, "job": 3, "poddisruptionbudget": 5, "networkpolicy": 5,
    "externalsecret": 6,
    "secret": 7, "serviceaccount": 7, "configmap": 8,
  ]
  private static let usualDeletionRank = 4

  fileprivate var deletionRank: Int { Self.deletionRanks[kind] ?? Self.usualDeletionRank }

  /// Kinds that are in no namespace, so that kustomize puts none into them.
  private static let clusterKinds = Set(
    [
      "APIService", "CSIDriver", "CSINode", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition",
      "FlowSchema", "IngressClass", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
      "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PriorityClass",
      "PriorityLevelConfiguration", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy",
      "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment",
    ].map { $0.lowercased() })

  /// - Parameter kind: in any case.
  static func isOfCluster(_ kind: String) -> Bool { clusterKinds.contains(kind.lowercased()) }
}

extension [ObjectReference] {
  /// As they can be deleted one after the other; those of one kind stay in their order.
  package var inOrderOfDeletion: [ObjectReference] {
    enumerated().sorted {
      ($0.element.deletionRank, $0.offset) < ($1.element.deletionRank, $1.offset)
    }.map(\.element)
  }
}
