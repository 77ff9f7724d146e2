package import Rendering
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
