/// The git operation that merges two states of one workflow.
package enum MergeOperation: Hashable, Sendable {
  case merge
  /// A merge without a second parent.
  case squash
  case rebase
  case cherryPick
  case revert
  /// One that does not say what the other side is, like taking back a stash.
  case unknown

  /// The side that keeps its code where both sides gave one number to different code: the other one, except for commits applied
  /// once more: what they are put upon was there before.
  package var keeper: ReleaseMerge.Side {
    switch self {
    case .merge, .squash, .unknown: .theirs
    case .rebase, .cherryPick, .revert: .ours
    }
  }
}
