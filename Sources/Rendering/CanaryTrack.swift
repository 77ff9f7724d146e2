import Settings
package import WorkflowModel
package import YAML

/// The second track of a workflow: a version beside the live one.
package struct CanaryTrack: Sendable {
  let workflow: Workflow
  /// The `code` member of the context of templates.
  let code: Value
  let weight: Int
  let route: CanaryRoute

  package init(_ workflow: Workflow, code: Value, weight: Int, route: CanaryRoute) {
    self.workflow = workflow
    self.code = code
    self.weight = weight
    self.route = route
  }

  /// Whether pods of both tracks stand behind the workflow's Service.
  var sharesService: Bool { route == .replicas && weight > 0 }
}

/// How many pods the canary gets beside the live version's, which keep their number.
package enum CanaryReplicas {
  /// - Parameter stable: nil when an autoscaler owns the number.
  package static func count(weight: Int, route: CanaryRoute, stable: Int?) -> Int {
    guard let stable else { return 1 }
    // Blue/green: what gets no traffic yet has to be able to take all of it.
    if weight == 0 || weight == 100 || stable == 0 { return stable }
    switch route {
    case .gateway: return max(1, (stable * weight + 99) / 100)
    case .replicas: return nearest(weight, stable)
    }
  }

  /// The number whose share of all pods is nearest to the weight; the smaller one of two, at least 1.
  private static func nearest(_ weight: Int, _ stable: Int) -> Int {
    let low = max(1, stable * weight / (100 - weight))
    func distance(_ count: Int) -> Double {
      (Double(count) * 100 / Double(stable + count) - Double(weight)).magnitude
    }
    return distance(low + 1) < distance(low) ? low + 1 : low
  }
}
