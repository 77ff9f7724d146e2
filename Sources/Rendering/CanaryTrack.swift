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
  var sharesService: Bool { route.sharesService(at: weight) }

  /// - Parameter live: the version that it runs beside.
  func pods(beside live: VersionNumber, _ settings: Settings) -> CanaryPods {
    CanaryPods(
      weight: weight, route: route, isPromoted: workflow.version == live, replicas: settings.replicas,
      ceiling: settings.canaryCeiling)
  }
}
