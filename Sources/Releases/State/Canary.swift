package import Rendering
import Settings
package import WorkflowModel

/// A version that gets a share of the traffic, or none yet (blue/green).
package struct Canary: Hashable, Sendable {
  package let version: VersionNumber
  /// The share in percent, from 0 to 100.
  package let weight: Int
  package let route: CanaryRoute

  package init(_ version: VersionNumber, weight: Int, route: CanaryRoute) {
    self.version = version
    self.weight = weight
    self.route = route
  }
}

extension Release {
  /// Whether the canary is live already: all other pods run its version too, and what is left is to take it away.
  package var isCanaryPromoted: Bool { canary != nil && canary?.version == live }

  /// How many pods both versions have; nil without a canary.
  package var canaryPods: CanaryPods? {
    canary.map {
      CanaryPods(
        weight: $0.weight, route: $0.route, isPromoted: isCanaryPromoted,
        replicas: Effective(self, namespace: nil).replicas, ceiling: Settings.canaryCeiling(settings))
    }
  }
}
