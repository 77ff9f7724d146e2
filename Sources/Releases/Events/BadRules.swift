import WorkflowModel

/// The rules for versions that must not go live again.
extension Release {
  /// - Parameter reason: nil keeps the one that is recorded.
  mutating func markBad(_ version: VersionNumber, _ reason: String?) throws(Refusal) {
    guard numbers.contains(version) else { throw missing(version) }
    let recorded = bad(version)?.reason
    if let recorded, reason ?? recorded == recorded { throw .badAlready(version, recorded) }
    setBad(version, reason ?? BadMark.noReason)
  }

  mutating func markGood(_ version: VersionNumber) throws(Refusal) {
    guard numbers.contains(version) else { throw missing(version) }
    guard bad(version) != nil else { throw .notBad(version) }
    setBad(version, nil)
  }

  /// Marks the version that a rollback left.
  mutating func condemn(_ version: VersionNumber, _ reason: String?) {
    setBad(version, reason ?? bad(version)?.reason ?? BadMark.noReason)
  }

  private mutating func setBad(_ version: VersionNumber, _ reason: String?) {
    for position in versions.indices where versions[position].version == version {
      versions[position].bad = reason
    }
    for position in tombstones.indices where tombstones[position].version == version {
      tombstones[position].bad = reason
    }
  }

  /// Lets a version start to run, unless it is bad here or elsewhere and nobody accepted that.
  ///
  /// A mark of another environment is recorded here with it, so that this lock tells it too.
  mutating func accept(_ version: VersionNumber, _ consent: Consent) throws(Refusal) {
    let own = bad(version)
    let others = consent.marks.filter { $0.version.isSameNumber(as: version) }
    guard let reason = own?.reason ?? others.first?.reason else { return }
    guard consent.acceptsBad else { throw .bad(version, [own].compactMap(\.self) + others) }
    setBad(version, reason)
  }

  /// Lets another version replace a pinned one, unless the pin has a reason and was not removed.
  func pass(_ consent: Consent, with version: VersionNumber) throws(Refusal) {
    if let pin, isHeld, !consent.unpins { throw .pinned(pin, version) }
  }
}
