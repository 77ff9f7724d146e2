import YAML

/// The objects of one answer of a cluster, found without looking at each.
struct ClusterObjects: Sendable {
  private var byIdentity: [String: [Value]] = [:]
  private var byWorkflow: [String: [Value]] = [:]
  /// Kinds of which the answer tells nothing, as the server does not know them or does not tell this user.
  let unknown: [String]
  let forbidden: [ClusterAnswer.Forbidden]

  init(_ answer: ClusterAnswer) {
    (unknown, forbidden) = (answer.unknown, answer.forbidden)
    for object in answer.objects {
      byIdentity[Self.identity(object), default: []].append(object)
      if let workflow = Self.label(object, "app.kubernetes.io/name") {
        byWorkflow[workflow, default: []].append(object)
      }
    }
  }

  /// The names of those that it has something of, sorted.
  var workflows: [String] { byWorkflow.keys.sorted { $0.precedesByBytes($1) } }

  /// Those of a namespace and those without one, in the order of the answer; all of them for nil.
  func labelled(_ workflow: String, in namespace: String?) -> [Value] {
    (byWorkflow[workflow] ?? []).filter { Self.isPart($0, of: namespace) }
  }

  /// - Parameter identity: `deployment/w`.
  func first(_ identity: String, in namespace: String?) -> Value? {
    byIdentity[identity]?.first { Self.isPart($0, of: namespace) }
  }

  static func identity(_ object: Value) -> String {
    "\(object["kind"]?.text?.lowercased() ?? "")/\(object["metadata"]?["name"]?.text ?? "")"
  }

  static func label(_ object: Value, _ key: String) -> String? { object["metadata"]?["labels"]?[key]?.text }

  /// A file may hold several namespaces, with the same names in each.
  private static func isPart(_ object: Value, of namespace: String?) -> Bool {
    let own = object["metadata"]?["namespace"]?.text
    return namespace == nil || own == nil || own == namespace
  }
}
