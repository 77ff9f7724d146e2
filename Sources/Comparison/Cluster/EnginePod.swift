import YAML

/// A pod that runs a workflow, as a cluster tells of it.
package struct EnginePod: Sendable, Equatable {
  package let name: String
  /// By its label; nil without one.
  package let version: String?
  /// Its Deployment, found by its ReplicaSet.
  package let deployment: String?
  let replicaSet: String?
  package let isReady: Bool
  /// It is being deleted: it gets no runs any more, and ends those that it has.
  package let isTerminating: Bool
  /// Whether a Service of the namespace leads to pods with its labels.
  package let isSelected: Bool
  package let restarts: Int
  /// Why it is not ready; only reasons that need a person.
  package let obstacles: [Obstacle]
  private let isOver: Bool

  /// Whether it counts among the replicas of its Deployment.
  package var counts: Bool { !isTerminating && !isOver }
  /// Whether it gets runs.
  package var serves: Bool { isReady && counts && isSelected }

  /// What is wrong with the content of a ConfigMap of the tree.
  package enum ContentFault: Sendable {
    case absent
    case other
  }

  /// - Parameters:
  ///   - services: of its namespace.
  ///   - faults: by the names of ConfigMaps.
  init(_ pod: Value, services: [Value], faults: [String: ContentFault]) {
    name = pod.objectName
    version = pod.label("app.kubernetes.io/version")
    replicaSet = pod.controller("ReplicaSet")
    deployment = replicaSet.flatMap { Self.deployment(of: $0, hash: pod.label("pod-template-hash")) }
    isTerminating = pod.isLeaving
    isOver = pod["status"]?["phase"] == "Failed" || pod["status"]?["phase"] == "Succeeded"
    let containers = ObservedContainer.all(of: pod, isOnce: false)
    isReady =
      pod.condition("Ready")?.isTrue ?? (!containers.isEmpty && containers.allSatisfy(\.isReady)) && !isOver
    restarts = containers.reduce(0) { $0 + $1.restarts }
    isSelected = services.contains { Self.selects($0, pod) }
    obstacles = isReady ? [] : Self.obstacles(of: pod, containers, isOver: isOver, faults)
  }

  private static func obstacles(
    of pod: Value, _ containers: [ObservedContainer], isOver: Bool, _ faults: [String: ContentFault]
  ) -> [Obstacle] {
    if isOver {
      return [
        .ended(reason: pod["status"]?["reason"]?.text ?? "Failed", message: pod["status"]?["message"]?.text)
      ]
    }
    let scheduled = pod.condition("PodScheduled")
    let unscheduled: [Obstacle] = scheduled?.isFalse == true ? [.unscheduled(scheduled?.message)] : []
    // The kubelet says only in events that a volume cannot be mounted, and the engine only to its probe that a
    // digest is another one.
    let mounted: [Obstacle] = mountedConfigMaps(of: pod).compactMap { name in
      faults[name].map { $0 == .absent ? .absent(configMap: name) : .otherContent(configMap: name) }
    }
    return unscheduled + containers.compactMap(\.obstacle) + mounted
  }

  /// The names of those that have to be there, in the order of the volumes.
  private static func mountedConfigMaps(of pod: Value) -> [String] {
    (pod["spec"]?["volumes"]?.elements ?? []).flatMap { volume in
      let projected = volume["projected"]?["sources"]?.elements ?? []
      return ([volume] + projected).compactMap { source in
        source["configMap"]?["optional"] == true ? nil : source["configMap"]?["name"]?.text
      }
    }
  }

  /// A ReplicaSet is called like its Deployment, with the hash of its pods after it.
  private static func deployment(of replicaSet: String, hash: String?) -> String? {
    guard let hash, replicaSet.hasSuffix("-\(hash)") else { return nil }
    return String(replicaSet.dropLast(hash.count + 1))
  }

  /// A Service without a selector leads to pods that somebody else names.
  private static func selects(_ service: Value, _ pod: Value) -> Bool {
    guard case .mapping(let selector)? = service["spec"]?["selector"], !selector.isEmpty else { return false }
    return selector.allSatisfy { pod["metadata"]?["labels"]?[$0.key] == $0.value }
  }
}
