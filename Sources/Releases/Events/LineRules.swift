package import WorkflowModel

/// The rules for fixes of what is live while the source has gone on.
extension Release {
  /// Why nothing on a line can be fixed here: what is live is on another one; nil when it can.
  package func refusesFix(on line: VersionNumber) -> Refusal? {
    if let live, live.isOnLine(of: line) { return nil }
    let back = versions.map(\.version).last { version in
      version.isOnLine(of: line) && live.map { version < $0 } ?? false
    }
    return .otherLine(line, live: live, back: back)
  }

  /// Adds a fix and makes it live, except for one that is to wait or was here before; one that is known to be bad goes
  /// live with consent alone.
  mutating func fix(
    _ candidate: Candidate, on line: VersionNumber, _ manner: RenderedAs, _ consent: Consent
  ) throws(Refusal) {
    let version = candidate.version
    if let refusal = refusesFix(on: line) { throw refusal }
    guard version.isOnLine(of: line) else { throw .offLine(version, line: line) }
    let isNew = self[version] == nil
    // A canary was started beside another version; whether it goes on is for a person to say.
    if isNew { try refuseCanary() }
    var fix = candidate
    fix.fixes = live
    try admit(fix, RenderedAs(stage: true), consent)
    guard isNew, !manner.stage else { return }
    try accept(version, consent)
    makeLive(version, .raised)
    // A pin keeps the line, and a fix stays on the line.
    pin = pin.map { Pin(version, reason: $0.reason) }
  }

  /// Whether a fix is live that is not on the line of a version.
  package func hasFix(besideLineOf version: VersionNumber) -> Bool {
    guard let live, self[live]?.fixes != nil else { return false }
    return !live.isOnLine(of: version)
  }

  /// Whether the live version of another state is a fix that is unknown here.
  func mayLackFix(of other: Release) -> Bool {
    guard let fix = other.live.flatMap({ other[$0] }), fix.fixes != nil else { return false }
    return !digests(of: fix.version).contains(fix.digest)
  }

  /// The fixes from a version down to what they were made of: 1.2.2 and 1.2.1 for 1.2.2, a fix of 1.2.1, a fix of 1.2.
  package func fixes(of version: VersionNumber) -> (fixes: [VersionNumber], base: VersionNumber) {
    var (fixes, base): ([VersionNumber], VersionNumber) = ([], version)
    // A lock that somebody made may lead in circles.
    while let earlier = self[base]?.fixes, earlier < base {
      fixes.append(base)
      base = earlier
    }
    return (fixes, base)
  }
}
