import Settings
package import WorkflowModel

/// The second track of a workflow: a version beside the live one.
package struct CanaryTrack: Sendable {
  let workflow: Workflow
  let code: VersionCode
  let weight: Int
  let route: CanaryRoute

  package init(_ workflow: Workflow, code: VersionCode, weight: Int, route: CanaryRoute) {
    self.workflow = workflow
    self.code = code
    self.weight = weight
    self.route = route
  }

  /// Whether pods of both tracks stand behind the workflow's Service.
  var sharesService: Bool { route.sharesService(at: weight) }

  /// - Parameter live: the version that it runs beside.
  func pods(beside live: VersionNumber, _ settings: Settings) -> CanaryPods {
    CanaryPods(
      weight: weight, route: route, isPromoted: workflow.version == live, replicas: settings.replicas,
      ceiling: settings.canaryCeiling)
  }
}
