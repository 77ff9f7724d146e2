package import Releases
package import WorkflowModel

/// One thing that happens to a workflow when the change is merged.
package enum Act: Hashable, Sendable {
  /// The workflow is new; nil when none of its versions is live.
  case added(live: VersionNumber?)
  case removed(live: VersionNumber?)
  case raised(from: VersionNumber, to: VersionNumber)
  case loweredTo(VersionNumber, from: VersionNumber)
  /// Nothing was live before.
  case wentLive(VersionNumber)
  case stopped(VersionNumber)
  case canaryPromoted(VersionNumber, from: VersionNumber)
  /// A version keeps its number and has other code.
  case replaced(VersionNumber)
  case canaryStarted(Canary)
  case canaryMoved(from: Canary, to: Canary)
  case canaryEnded(VersionNumber)
  /// It was promoted before, so that its version is live.
  case canaryFinished(VersionNumber)
  case pinned(Pin)
  case unpinned(Pin)
  /// A version must not go live again.
  case markedBad(BadMark)
  case markedGood(BadMark)
  /// Added to the tree and not live.
  case staged([VersionNumber])
  case imageChanged(from: String, to: String)
  case namespaceChanged(from: String?, to: String?)
  /// The values that an environment puts over the workflow's own.
  case configChanged
  /// Nothing of the workflow runs any more, as the settings say.
  case suspended
  case resumed
  /// Triggers that fire no more, by their names.
  case triggersSuspended([String])
  case triggersResumed([String])
  /// Patches of manifests that the settings have, by their names.
  case patchesChanged(added: [String], changed: [String], takenBack: [String])
  /// Other settings, by their keys.
  case settingsChanged([String])
  /// Versions left the tree.
  case dropped([VersionNumber])
  /// Numbers that stand for versions of another environment.
  case taken([VersionNumber])
  /// Write-once files changed, and the lock does not record that.
  case touched(files: [String])
  /// The manifests changed though the state did not, for an unknown reason.
  case manifestsChanged
  /// The manifests changed though the state did not, as another tntc rendered them.
  case rendered
  case sourceMoved(from: String?, to: String?)
  /// The workflow is new, and its source had another name before.
  case renamed(from: String)
  /// Only the lock changed, in fields without an effect of their own.
  case recorded
}

extension Act {
  /// The name of the case, for programs.
  package var kind: String {
    switch self {
    case .added: "new"
    case .removed: "removed"
    case .raised: "raised"
    case .loweredTo: "lowered"
    case .wentLive: "live"
    case .stopped: "stopped"
    case .canaryPromoted: "canary-promoted"
    case .replaced: "replaced"
    case .canaryStarted: "canary-started"
    case .canaryMoved: "canary-moved"
    case .canaryEnded: "canary-ended"
    case .canaryFinished: "canary-finished"
    case .pinned: "pinned"
    case .unpinned: "unpinned"
    case .markedBad: "marked-bad"
    case .markedGood: "marked-good"
    case .staged: "staged"
    case .imageChanged: "image"
    case .namespaceChanged: "namespace"
    case .configChanged: "config"
    case .suspended: "suspended"
    case .resumed: "resumed"
    case .triggersSuspended: "triggers-suspended"
    case .triggersResumed: "triggers-resumed"
    case .patchesChanged: "patches"
    case .settingsChanged: "settings"
    case .dropped: "dropped"
    case .taken: "taken"
    case .touched: "touched"
    case .manifestsChanged: "manifests"
    case .rendered: "rendered"
    case .sourceMoved: "source-moved"
    case .renamed: "renamed"
    case .recorded: "recorded"
    }
  }
}
