package import WorkflowModel

/// That a version must not go live again: somebody went back from it, or said so.
///
/// It stands on the version or its tombstone in the lock of one environment, and counts in all of them.
package struct BadMark: Hashable, Sendable {
  /// What is recorded of a version that nobody gave a reason for.
  static let noReason = "no reason given"

  package let version: VersionNumber
  package let reason: String
  /// Whose lock it is in; nil for the one at hand.
  package let environment: String?
  /// The options that name that environment on a command line, with a space before each; nil where no lock is left in
  /// which the mark could be cleared.
  package let place: String?

  package init(_ version: VersionNumber, _ reason: String) {
    (self.version, self.reason, environment, place) = (version, reason, nil, nil)
  }

  private init(_ mark: BadMark, environment: String?, place: String?) {
    (version, reason) = (mark.version, mark.reason)
    (self.environment, self.place) = (environment, place)
  }

  /// The mark as another environment sees it, or as this one does.
  package func standing(in environment: String?, place: String?) -> BadMark {
    BadMark(self, environment: environment, place: place)
  }
}

/// What a person agreed to, and what is known beyond the release itself.
package struct Consent: Hashable, Sendable {
  /// A bad version may go live.
  package var acceptsBad: Bool
  /// A pin with a reason may be passed.
  package var unpins: Bool
  /// The marks of the same workflow in the locks of other environments.
  package var marks: [BadMark]

  package init(acceptsBad: Bool = false, unpins: Bool = false, marks: [BadMark] = []) {
    (self.acceptsBad, self.unpins, self.marks) = (acceptsBad, unpins, marks)
  }
}

extension Release {
  /// Of versions in the tree and of those that left it; ascending.
  package var badMarks: [BadMark] {
    let marks =
      versions.compactMap { version in version.bad.map { BadMark(version.version, $0) } }
      + tombstones.compactMap { stone in stone.bad.map { BadMark(stone.version, $0) } }
    return marks.sorted { $0.version < $1.version }
  }

  /// Why a version must not go live again; nil for one that may.
  package func bad(_ version: VersionNumber) -> BadMark? {
    badMarks.first { $0.version.isSameNumber(as: version) }
  }

  /// Whether a version runs that did not run before, as the live one or as the canary.
  package func starts(since before: Release) -> Bool {
    let isNewCanary = canary != nil && canary?.version != before.canary?.version
    return isNewCanary || (live != nil && live != before.live)
  }

  /// Where a rollback goes that names no version: what was live last, below what is live now, and is not bad.
  ///
  /// What was only staged never ran, so nobody knows whether it works.
  ///
  /// - Parameter others: marks in the locks of other environments.
  package func rollbackTarget(_ others: [BadMark] = []) -> VersionNumber? {
    guard let live else { return nil }
    return history.reversed().map(\.version).first { version in
      version < live && self[version] != nil && bad(version) == nil
        && !others.contains { $0.version.isSameNumber(as: version) }
    }
  }
}
