import Rendering
import Settings
package import WorkflowModel
import YAML

/// The rules for what runs.
extension Release {
  mutating func rollBack(to wanted: VersionNumber?, _ reason: String?) throws(Refusal) {
    guard let live else { throw .nothingLive }
    if let canary, canary.version != wanted { throw .canaryActive(canary.version) }
    guard let version = wanted ?? versions.last(where: { $0.version < live })?.version else {
      throw .nothingBelow(live)
    }
    let retained = try retained(version)
    guard retained <= live else { throw .aboveLive(retained, live: live) }
    guard retained != live || pin?.version != live else { throw .liveAlready(live) }
    makeLive(retained, .rolledBack, reason: reason)
    canary = nil
    pin = Pin(retained, reason: reason)
  }

  mutating func promote(_ wanted: VersionNumber?) throws(Refusal) {
    guard let version = wanted ?? canary?.version ?? newest else { throw .nothingLive }
    let retained = try retained(version)
    // A canary below the live version was chosen by name, so it is no mistake to finish it.
    if let live, retained < live, canary?.version != retained {
      throw .belowLive(retained, back: wayBack(to: retained), live: live)
    }
    if live == retained, canary == nil, pin == nil || retained != newest { throw .liveAlready(retained) }
    if live == retained, let canary { throw .canaryActive(canary.version) }
    hold(retained, .promoted)
  }

  mutating func start(_ next: Canary) throws(Refusal) {
    guard let live else { throw .nothingLive }
    let retained = try retained(next.version)
    guard retained != live else { throw .liveAlready(live) }
    if case .replicas = next.route {
      if isReplicasUnmanaged { throw .replicasUnmanaged }
      guard next.weight < 100 else {
        throw .weightOfAll(retained, back: retained < live ? wayBack(to: retained) : nil)
      }
    }
    guard canary != next else { throw .canaryAlready(next.version, weight: next.weight) }
    canary = Canary(retained, weight: next.weight, route: next.route)
  }

  mutating func carry(_ candidate: Candidate) throws(Refusal) {
    // The version that runs now has no say in what is added here: it goes live in any case.
    try admit(candidate, RenderedAs(stage: true))
    hold(candidate.version, .raised)
  }

  /// Makes a version live without a canary, and keeps it so when there are newer ones.
  private mutating func hold(_ version: VersionNumber, _ ending: PastVersion.Ending) {
    makeLive(version, ending)
    canary = nil
    pin = version == newest ? nil : Pin(version)
  }

  /// The canary whose pods cannot be counted, as an autoscaler owns their number.
  package var unmanagedCanary: VersionNumber? {
    guard let canary, case .replicas = canary.route, isReplicasUnmanaged else { return nil }
    return canary.version
  }

  private var isReplicasUnmanaged: Bool { settings[.replicas]?.text == Settings.unmanagedReplicas }

  func wayBack(to version: VersionNumber) -> Refusal.WayBack {
    Refusal.WayBack(to: version, endsCanary: canary != nil && canary?.version != version)
  }

  /// The version as the tree spells it.
  private func retained(_ version: VersionNumber) throws(Refusal) -> VersionNumber {
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
