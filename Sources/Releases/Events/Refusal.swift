package import WorkflowModel

/// Why a version cannot join a workflow's releases.
package enum Refusal: Error, Hashable, Sendable {
  /// The version is in the tree with other content; `files` are those that differ.
  case contentDiffers(VersionNumber, files: [String], isNewest: Bool)
  /// The version is or was in a tree, and has other line endings here.
  case lineEndings(VersionNumber, files: [String])
  /// The version left the tree with other content.
  case numberUsed(VersionNumber)
  /// The version is, or was, in the tree of another environment with other content; one that is the newest in both
  /// can be amended in both.
  case usedElsewhere(VersionNumber, tree: String, canBeAmended: Bool)
  /// The same number in another spelling, like 1.0 and 1.0.0.
  case sameNumber(VersionNumber, existing: VersionNumber)
  /// The version is in the tree of an environment with `release: manual`, where nothing is amended.
  case amendsReleased(VersionNumber, tree: String)
  /// The branch that a change goes to has the version with other content.
  case onBaseBranch(VersionNumber, revision: String)
  /// The version is in a tree no longer, and was in the history of the branch that a change goes to.
  case inHistory(VersionNumber, revision: String, commit: String)
  /// What is live is not on the line that is to be fixed; nil when nothing is.
  case otherLine(VersionNumber, live: VersionNumber?, back: VersionNumber?)
  /// A fix is not on the line that it is for.
  case offLine(VersionNumber, line: VersionNumber)
  case lowerThanLive(VersionNumber, live: VersionNumber, back: VersionNumber?)
  case movedSource(from: String, to: String)
  /// The workflow is new in the tree, and another one there has its source.
  case renamed(from: String)
  case notInTree(VersionNumber, known: [VersionNumber])
  /// The same, and other environments have it.
  ///
  /// - `target`: the environment at hand, where the command that brings it names that.
  case inOtherTree(VersionNumber, known: [VersionNumber], environments: [String], target: String?)
  /// The version was in the tree, and left it.
  case leftTree(VersionNumber, known: [VersionNumber])
  case nothingLive
  /// No version below the live one is known to have been live and good.
  ///
  /// - `others`: those below it all the same, ascending, with what is wrong with them.
  case nothingBelow(VersionNumber, others: [VersionNumber], bad: [BadMark])
  /// - `isHeld`: the pin has a reason, here and below.
  case aboveLive(VersionNumber, live: VersionNumber, isHeld: Bool)
  case belowLive(VersionNumber, live: VersionNumber)
  case liveAlready(VersionNumber)
  case canaryActive(VersionNumber, isHeld: Bool)
  case canaryAlready(VersionNumber, weight: Int)
  case noCanary
  /// No canary runs that could get another share; one could be started of these.
  case nothingToMove([VersionNumber])
  /// The canary is already live, and its pods have to go first.
  case canaryPromoted(VersionNumber)
  /// The same, when it is promoted once more.
  case promotedAlready(VersionNumber)
  /// The same, when it is aborted.
  ///
  /// - `back`: what was live before it.
  case abortsPromoted(VersionNumber, back: VersionNumber?)
  case notPromoted(VersionNumber, isHeld: Bool)
  /// A canary that is to share the replicas cannot.
  case cannotSplit(Uncountable)
  /// The same, and the version is the canary already.
  case canaryUncountable(VersionNumber, Uncountable, isHeld: Bool)
  case weightOfAll(VersionNumber, isBelowLive: Bool, isHeld: Bool)
  /// The version is bad, here or elsewhere, and nobody accepted that.
  case bad(VersionNumber, [BadMark])
  /// The live version is pinned for a reason, and another one would take its place.
  case pinned(Pin, VersionNumber)
  case badAlready(VersionNumber, String)
  case notBad(VersionNumber)

  /// Whether the requested state is already there.
  package var isDoneAlready: Bool {
    switch self {
    case .liveAlready, .canaryAlready, .noCanary, .promotedAlready, .badAlready, .notBad: true
    default: false
    }
  }

  /// Whether there is nothing that could be done: what was asked for is so already, there is no other version, or no canary
  /// that was promoted.
  package var leavesNothingToDo: Bool {
    switch self {
    case .nothingLive, .notPromoted: true
    case .nothingBelow(_, let others, let bad): others.isEmpty && bad.isEmpty
    default: isDoneAlready
    }
  }
}
