package import Diagnostics
package import Releases

/// What the rules of a release refuse, and where it stands.
package struct RefusedChange: Error, Hashable, Sendable {
  package let refusal: Refusal
  package let workflow: String
  /// That of workflow.yaml, or of the workflow's folder of a tree.
  package let path: String
  package let position: Position?
  package let excerpt: Excerpt?
  /// See `RenderOptions.place`.
  package let place: String

  init(
    _ refusal: Refusal, of workflow: String, path: String, position: Position? = nil,
    excerpt: Excerpt? = nil, place: String = ""
  ) {
    (self.refusal, self.workflow, self.path, self.place) = (refusal, workflow, path, place)
    (self.position, self.excerpt) = (position, excerpt)
  }
}

/// What a run has to say of a workflow.
package enum RenderProblem: Hashable, Sendable {
  case finding(Finding)
  case refused(RefusedChange)

  package var isError: Bool {
    switch self {
    case .finding(let finding): finding.severity == .error
    case .refused: true
    }
  }
}
