package import Diagnostics

/// What is wrong with a release or a change of it, and where: facts, for `Reports` to put into words.
package enum ReleaseProblem: Error, Hashable, Sendable {
  case refused(RefusedChange)
  /// - Parameter path: of the lock, for people.
  case damagedLock(path: String, LockProblem)
  /// It is in words already.
  case finding(Finding)

  package var isError: Bool {
    if case .finding(let finding) = self { return finding.severity == .error }
    return true
  }
}

/// A change that the rules forbid, and where it stands.
package struct RefusedChange: Hashable, Sendable {
  package let refusal: Refusal
  package let workflow: String
  /// That of workflow.yaml, or of the workflow's folder of a tree.
  package let path: String
  package let position: Position?
  package let excerpt: Excerpt?
  /// The options that name the tree on a command line, with a space before each.
  package let place: String

  package init(
    _ refusal: Refusal, of workflow: String, path: String, position: Position? = nil,
    excerpt: Excerpt? = nil, place: String = ""
  ) {
    (self.refusal, self.workflow, self.path, self.place) = (refusal, workflow, path, place)
    (self.position, self.excerpt) = (position, excerpt)
  }
}
