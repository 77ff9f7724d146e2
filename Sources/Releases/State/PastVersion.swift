import Settings
package import WorkflowModel
import YAML

/// A version that was live, and what took its place.
package struct PastVersion: Equatable, Sendable {
  /// How it was left.
  package enum Ending: String, CaseIterable, Sendable {
    /// A newer one was rendered, or brought from another environment.
    case raised
    /// Another one was made live by name.
    case promoted
    /// Somebody went back from it.
    case rolledBack = "rolled-back"
  }

  package let version: VersionNumber
  package let ending: Ending
  /// What was said about it.
  package let reason: String?
  /// As it was read, when a newer tntc recorded more of it.
  let original: Mapping?

  package init(_ version: VersionNumber, _ ending: Ending, reason: String? = nil) {
    self.init(version, ending, reason: reason, original: nil)
  }

  init(_ version: VersionNumber, _ ending: Ending, reason: String?, original: Mapping?) {
    (self.version, self.ending, self.reason, self.original) = (version, ending, reason, original)
  }
}

extension Release {
  /// More would let locks grow for ever.
  static let longestHistory = 20

  /// Makes a version live, or none, and remembers the one that was.
  mutating func makeLive(_ version: VersionNumber, _ ending: PastVersion.Ending, reason: String? = nil) {
    if let live, live != version { remember([PastVersion(live, ending, reason: reason)]) }
    live = version
  }

  mutating func remember(_ past: [PastVersion]) {
    history = Array((history + past).suffix(Self.longestHistory))
  }

  /// Versions that an old ReplicaSet may still mount, beside the live one: a Deployment keeps as many of them.
  package var recentlyLive: [VersionNumber] {
    var recent: [VersionNumber] = []
    for past in history.reversed() where recent.count < Retention.revisionHistoryLimit {
      if past.version != live, !recent.contains(past.version) { recent.append(past.version) }
    }
    return recent
  }
}
