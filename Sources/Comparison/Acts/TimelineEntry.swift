package import Releases
import Settings
import YAML

/// What was done to a workflow at one time.
package struct TimelineEntry: Sendable {
  package struct Origin: Sendable {
    package let commit: String
    package let author: String
    /// In the author's time zone: `2026-01-31`.
    package let day: String

    package init(commit: String, author: String, day: String) {
      (self.commit, self.author, self.day) = (commit, author, day)
    }
  }

  /// Nil for what is not committed.
  package let origin: Origin?
  /// As the locks before and after tell.
  package let acts: [Act]

  /// Nil when nothing was done.
  ///
  /// - Parameters:
  ///   - before: nil where the workflow is not.
  ///   - after: the same.
  package init?(_ origin: Origin?, from before: Release?, to after: Release?) {
    let acts = ActFinder.acts(from: before, to: after)
    if acts.isEmpty { return nil }
    (self.origin, self.acts) = (origin, acts)
  }
}

extension ActFinder {
  /// The acts between two locks; manifests are not compared.
  fileprivate static func acts(from before: Release?, to after: Release?) -> [Act] {
    switch (before, after) {
    case (nil, let new?): [.added(live: new.live)] + first(new)
    case (let old?, nil): [.removed(live: old.live)]
    case (let old?, let new?):
      ActFinder(
        before: old, after: new, hasOtherManifests: false,
        move: NamespaceMove(from: old.settings[.namespace]?.text, to: new.settings[.namespace]?.text)
      ).acts
    case (nil, nil): []
    }
  }
}
