package import Rendering
import Settings
package import WorkflowModel
import YAML

/// A change of what is live that needs no source.
package enum Transition: Sendable {
  /// To a version below the live one, which is then pinned; nil for the highest of them.
  case rollback(VersionNumber?, reason: String?)
  /// Makes a version live; nil for the canary, else the newest.
  case promote(VersionNumber?)
  case canary(VersionNumber, weight: Int, CanaryRoute)
  case abortCanary
  /// Keeps this many versions.
  case prune(keep: Int)
}

extension Release {
  /// Applies a transition by the rules of the tree.
  package mutating func apply(_ transition: Transition) throws(Refusal) {
    switch transition {
    case .rollback(let version, let reason): try rollBack(to: version, reason)
    case .promote(let version): try promote(version)
    case .canary(let version, let weight, let route):
      try startCanary(Canary(version, weight: weight, route: route))
    case .abortCanary:
      guard canary != nil else { throw .noCanary }
      canary = nil
    case .prune(let keep): _ = retain(keep, inUse: inUse)
    }
  }

  private mutating func rollBack(to wanted: VersionNumber?, _ reason: String?) throws(Refusal) {
    guard let live else { throw .nothingLive }
    if let canary, canary.version != wanted { throw .canaryActive(canary.version) }
    guard let version = wanted ?? versions.last(where: { $0.version < live })?.version else {
      throw .nothingBelow(live)
    }
    let retained = try retained(version)
    guard retained <= live else { throw .aboveLive(retained, live: live) }
    guard retained != live || pin?.version != live else { throw .liveAlready(live) }
    self.live = retained
    canary = nil
    pin = Pin(retained, reason: reason)
  }

  private mutating func promote(_ wanted: VersionNumber?) throws(Refusal) {
    guard let version = wanted ?? canary?.version ?? newest else { throw .nothingLive }
    let retained = try retained(version)
    // A canary below the live version was chosen by name, so it is no mistake to finish it.
    if let live, retained < live, canary?.version != retained {
      throw .belowLive(retained, back: wayBack(to: retained), live: live)
    }
    if live == retained, canary == nil, pin == nil || retained != newest { throw .liveAlready(retained) }
    if live == retained, let canary { throw .canaryActive(canary.version) }
    live = retained
    canary = nil
    pin = retained == newest ? nil : Pin(retained)
  }

  private mutating func startCanary(_ next: Canary) throws(Refusal) {
    guard let live else { throw .nothingLive }
    let retained = try retained(next.version)
    guard retained != live else { throw .liveAlready(live) }
    if case .replicas = next.route {
      if settings[.replicas]?.text == Settings.unmanagedReplicas { throw .replicasUnmanaged }
      guard next.weight < 100 else {
        throw .weightOfAll(retained, back: retained < live ? wayBack(to: retained) : nil)
      }
    }
    guard canary != next else { throw .canaryAlready(next.version, weight: next.weight) }
    canary = Canary(retained, weight: next.weight, route: next.route)
  }

  /// The canary whose pods cannot be counted, as an autoscaler owns their number.
  package var unmanagedCanary: VersionNumber? {
    guard let canary, case .replicas = canary.route,
      settings[.replicas]?.text == Settings.unmanagedReplicas
    else { return nil }
    return canary.version
  }

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
