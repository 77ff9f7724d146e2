import Rendering
import Settings
import WorkflowModel

/// The rules for a version beside the live one. It begins, gets more, and is promoted, aborted or ended.
extension Release {
  mutating func start(
    _ wanted: VersionNumber?, _ weight: Int, _ route: CanaryRoute?, _ consent: Consent
  ) throws(Refusal) {
    guard let live else { throw .nothingLive }
    guard let version = wanted ?? canary?.version else { throw .nothingToMove(versions.map(\.version)) }
    let retained = try retained(version)
    if isCanaryPromoted { throw .canaryPromoted(live) }
    guard retained != live else { throw .liveAlready(live) }
    let running = canary?.version == retained ? canary : nil
    if running == nil { try accept(retained, consent) }
    let next = Canary(retained, weight: weight, route: route ?? running?.lastingRoute(at: weight) ?? .split)
    if next.route.countsPods, weight >= 100 {
      throw .weightOfAll(retained, isBelowLive: retained < live, isHeld: isHeld)
    }
    if let replicas = uncountable(next) { throw .cannotSplit(replicas) }
    guard canary != next else { throw .canaryAlready(next.version, weight: weight) }
    canary = next
  }

  mutating func abortCanary() throws(Refusal) {
    guard let canary else { throw .noCanary }
    if isCanaryPromoted {
      let back = history.last { self[$0.version] != nil && $0.version != live }
      throw .abortsPromoted(canary.version, back: back?.version)
    }
    self.canary = nil
  }

  mutating func endCanary() throws(Refusal) {
    guard let canary else { throw .noCanary }
    guard isCanaryPromoted else { throw .notPromoted(canary.version, isHeld: isHeld) }
    self.canary = nil
  }

  /// Where a canary is in the way of something, it ends first.
  func refuseCanary() throws(Refusal) {
    guard let canary else { return }
    throw isCanaryPromoted
      ? .canaryPromoted(canary.version) : .canaryActive(canary.version, isHeld: isHeld)
  }

  /// Why the canary cannot go on with the settings as they are; nil when it can.
  package var uncountableCanary: Refusal? {
    guard let canary, !isCanaryPromoted, let replicas = uncountable(canary) else { return nil }
    return .canaryUncountable(canary.version, replicas, isHeld: isHeld)
  }

  /// The number of replicas, where traffic cannot be split by counting them.
  private func uncountable(_ canary: Canary) -> Uncountable? {
    let replicas = Effective(self, namespace: nil).replicas
    switch canary.route {
    case .gateway, .surge: return nil
    case .replicas: return replicas == nil ? .unmanaged : nil
    case .split where canary.weight == 0: return nil
    case .split: return replicas == nil ? .unmanaged : replicas == 1 ? .one : nil
    }
  }
}

/// Pods that traffic cannot be split by.
package enum Uncountable: Hashable, Sendable {
  case one
  /// An autoscaler owns their number.
  case unmanaged
}

extension Canary {
  /// How its traffic is split at another weight, when nobody says so: as before. One from before there was a ceiling
  /// gets one when it moves.
  fileprivate func lastingRoute(at weight: Int) -> CanaryRoute {
    route == .replicas && weight != self.weight ? .surge : route
  }
}
