import Rendering
import Settings
package import WorkflowModel
import YAML

/// The rules for what runs.
extension Release {
  /// The version that is left is bad from then on, and a canary ends.
  ///
  /// - Parameter isGood: leave the mark out.
  mutating func rollBack(
    to wanted: VersionNumber?, _ reason: String?, isGood: Bool, _ consent: Consent
  ) throws(Refusal) {
    guard let live else { throw .nothingLive }
    guard let version = wanted ?? rollbackTarget(consent.marks) else { throw nothing(below: live, consent) }
    let retained = try retained(version)
    guard retained <= live else {
      try accept(retained, consent)
      throw .aboveLive(retained, live: live, isHeld: isHeld)
    }
    guard retained != live || pin?.version != live || canary != nil else { throw .liveAlready(live) }
    if retained != live {
      try accept(retained, consent)
      if !isGood { condemn(live, reason) }
    }
    makeLive(retained, .rolledBack, reason: reason)
    canary = nil
    pin = Pin(retained, reason: reason)
  }

  private func nothing(below live: VersionNumber, _ consent: Consent) -> Refusal {
    let below = versions.map(\.version).filter { $0 < live }
    let marks = below.compactMap { version in
      bad(version) ?? consent.marks.first { $0.version.isSameNumber(as: version) }
    }
    let good = below.filter { version in !marks.contains { $0.version.isSameNumber(as: version) } }
    return .nothingBelow(live, others: good, bad: marks)
  }

  mutating func promote(_ wanted: VersionNumber?, _ consent: Consent) throws(Refusal) {
    guard let version = wanted ?? canary?.version ?? newest else { throw .nothingLive }
    let retained = try retained(version)
    // A canary below the live version was chosen by name, so it is not a mistake to finish it.
    if let live, retained < live, canary?.version != retained {
      throw .belowLive(retained, live: live)
    }
    if live == retained, canary == nil, pin == nil || retained != newest { throw .liveAlready(retained) }
    if live == retained, let canary {
      throw isCanaryPromoted ? .promotedAlready(retained) : .canaryActive(canary.version, isHeld: isHeld)
    }
    try hold(retained, .promoted, consent)
  }

  mutating func carry(
    _ candidate: Candidate, _ manner: CarriedAs, _ consent: Consent
  ) throws(Refusal) {
    if manner == .live { try refuseCanary() }
    // The version that runs now has no say in what is added here: it goes live in any case. What is here already may
    // be below what is live.
    if manner == .live || self[candidate.version]?.digest != candidate.digest {
      try admit(candidate, RenderedAs(stage: true), consent)
    }
    switch manner {
    case .live where live == candidate.version: break  // It stays as it is held.
    case .live: try hold(candidate.version, .raised, consent)
    case .staged: break
    case .canary(let weight, let route): try start(candidate.version, weight, route, consent)
    }
  }

  /// Makes a version live, and keeps it so when there are newer ones. When it is the canary, that goes on until it is
  /// taken away, so that no request falls back to the version that was live; any other canary ends.
  private mutating func hold(
    _ version: VersionNumber, _ ending: PastVersion.Ending, _ consent: Consent
  ) throws(Refusal) {
    if version != live { try accept(version, consent) }
    try pass(consent, with: version)
    makeLive(version, ending)
    if canary?.version != version { canary = nil }
    pin = version == newest ? nil : Pin(version)
  }

  /// The version as the tree spells it.
  func retained(_ version: VersionNumber) throws(Refusal) -> VersionNumber {
    if let retained = self[version] { return retained.version }
    throw missing(version)
  }

  /// Why a version is not there.
  package func missing(_ version: VersionNumber) -> Refusal {
    let known = versions.map(\.version)
    let hasLeft = tombstones.contains { $0.version == version }
    return hasLeft ? .leftTree(version, known: known) : .notInTree(version, known: known)
  }
}
