package import YAML

/// How many pods an autoscaler may make of a workflow, and by what (Kubernetes API, HorizontalPodAutoscaler,
/// `autoscaling/v2`).
package struct Autoscale: Equatable, Sendable {
  static let min = "min"
  static let max = "max"
  static let cpu = "cpu"
  static let memory = "memory"

  static let usualMin = 1
  /// What the API takes where no metric is named.
  static let usualCPU = 80

  /// Pods, at least and at most; nil where no maximum is set.
  package let least: Int
  package let most: Int?
  /// By resource, in percent of what the pods ask for, averaged over all of them.
  package let utilization: [(resource: String, percent: Int)]

  /// - Parameter value: merged settings of it; nil when there are none.
  package init?(_ value: Value?) {
    guard case .mapping(let members)? = value else { return nil }
    func number(_ key: String) -> Int? {
      if case .integer(let count)? = members[key] { count } else { nil }
    }
    least = number(Self.min) ?? Self.usualMin
    most = number(Self.max)
    // In the order in which the API server gives them back where it stores `autoscaling/v1`.
    let named = [Self.memory, Self.cpu].compactMap { key in
      number(key).map { (resource: key, percent: $0) }
    }
    utilization = named.isEmpty ? [(Self.cpu, Self.usualCPU)] : named
  }

  package static func == (left: Autoscale, right: Autoscale) -> Bool {
    left.context == right.context
  }

  /// What templates see of it.
  package var context: Value {
    [
      "minReplicas": .integer(least), "maxReplicas": most.map(Value.integer) ?? .null,
      "utilization": .sequence(
        utilization.map { ["resource": .string($0.resource), "percent": .integer($0.percent)] }),
    ]
  }
}
