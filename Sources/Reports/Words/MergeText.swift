import Diagnostics
package import Releases
import WorkflowModel

/// The words for a merge of two states of one workflow.
package struct MergeText {
  private let operation: MergeOperation

  package init(_ operation: MergeOperation) { self.operation = operation }

  /// What git means by a side; in a rebase, the two are the other way round than expected.
  package func name(of side: ReleaseMerge.Side) -> String {
    switch (side, operation) {
    case (.ours, .rebase): "the branch that is rebased onto"
    case (.ours, _): "this branch"
    case (.theirs, .merge), (.theirs, .squash): "the branch that is merged"
    case (.theirs, .rebase): "the commit that is rebased"
    case (.theirs, .cherryPick): "the commit that is picked"
    case (.theirs, .revert): "the state before the commit that is reverted"
    case (.theirs, .unknown): "the other side"
    }
  }

  /// Both decided something, so a person has to choose.
  package func choice(_ conflict: ReleaseMerge.Conflict) -> String {
    "both sides changed \(conflict.what); \(choice(conflict.ours, conflict.theirs))"
  }

  /// - Parameters:
  ///   - ours: what this side has; nil when it removed the workflow.
  ///   - theirs: the same for the other.
  package func choiceOfRemoval(_ ours: Release?, _ theirs: Release?) -> String {
    func text(_ release: Release?) -> String {
      release.map { "keeps it with live \($0.live?.text ?? "none")" } ?? "removes it"
    }
    return "one side removed the workflow and the other changed it; "
      + "`--ours` \(text(ours)) (\(name(of: .ours))), `--theirs` \(text(theirs)) (\(name(of: .theirs)))"
  }

  private func choice(_ ours: String, _ theirs: String) -> String {
    "`--ours` takes \(ours) (\(name(of: .ours))), `--theirs` \(theirs) (\(name(of: .theirs)))"
  }

  /// - Parameter problem: of the lock of one side.
  package func refusal(_ problem: LockProblem, of side: ReleaseMerge.Side) -> String {
    if case .newerFormat = problem {
      return "the lock of \(name(of: side)) \(ProblemText.message(problem, mendedBy: ""))"
    }
    var reason = ""
    if case .unreadable(let line, let problem) = problem { reason = ": line \(line): \(problem)" }
    return
      "the file of \(name(of: side)) is not a lock\(reason); take that of the other side with git, or restore it"
  }

  /// What became of the workflow, a line each.
  ///
  /// - Parameter place: the options that name the tree, with a space before each.
  package func lines(_ release: Release, _ merge: ReleaseMerge?, place: String) -> [String] {
    let versions = Counted.text(release.versions.count, "version")
    var lost = (merge?.clashes ?? []).map { clash in
      "\(clash.number.text) is the one of \(name(of: clash.keeper)); "
        + "\(name(of: clash.keeper == .ours ? .theirs : .ours)) had other code under this number"
    }
    lost += (merge?.lost ?? []).filter { release[$0.version] == nil }.map {
      "\($0.version.text) leaves the tree: another environment or removed.lock has other code under its number"
    }
    if let canary = merge?.lostCanary {
      lost.append("the canary \(canary.text) ends, as its code left the tree")
    }
    return ["\(release.workflow): live \(release.live?.text ?? "none"), \(versions)"]
      + (lost + ReleaseText.notes(release, place: place)).map { "  \($0)" }
  }

  /// How git goes on once all is added; nil when that is not known.
  package var continuing: String? {
    switch operation {
    case .merge: "git merge --continue"
    case .squash: "git commit"
    case .rebase: "git rebase --continue"
    case .cherryPick: "git cherry-pick --continue  # --skip, if nothing of the commit is left"
    case .revert: "git revert --continue  # --skip, if nothing of the commit is left"
    case .unknown: nil
    }
  }
}
