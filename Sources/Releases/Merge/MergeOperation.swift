/// What makes two states of one workflow meet.
package enum MergeOperation: Hashable, Sendable {
  case merge
  /// A merge without a second parent.
  case squash
  case rebase
  case cherryPick
  case revert
  /// One that does not say what the other side is, like taking back a stash.
  case unknown

  /// The side whose numbers stand where both gave one to other code: the other one, but for commits that are applied
  /// once more: what they are put upon was there before.
  package var keeper: ReleaseMerge.Side {
    switch self {
    case .merge, .squash, .unknown: .theirs
    case .rebase, .cherryPick, .revert: .ours
    }
  }
}
