import YAML

/// What a cluster answered, and what it did not.
struct ClusterAnswer: Sendable {
  var objects: [Value] = []
  /// Kinds that were asked for and that the server does not know, as `HTTPRoute (gateway.networking.k8s.io/v1)`.
  var unknown: [String] = []
  /// Kinds of which the server tells this user nothing.
  var forbidden: [Forbidden] = []

  struct Forbidden: Hashable, Sendable {
    /// Like `Pod`; the plural where the kind is not known.
    let kind: String
    let namespace: String?
  }

  /// Each object once, where two answers have it.
  mutating func add(_ other: ClusterAnswer) {
    var known = Set(objects.map(Self.identity))
    objects += other.objects.filter { known.insert(Self.identity($0)).inserted }
    unknown += other.unknown.filter { !unknown.contains($0) }
    forbidden += other.forbidden.filter { !forbidden.contains($0) }
  }

  func isForbidden(_ kind: String) -> Bool { forbidden.contains { $0.kind == kind } }

  private static func identity(_ object: Value) -> [String?] {
    let metadata = object["metadata"]
    return [
      object["apiVersion"]?.text, object["kind"]?.text, metadata?["namespace"]?.text, metadata?["name"]?.text,
    ]
  }
}
