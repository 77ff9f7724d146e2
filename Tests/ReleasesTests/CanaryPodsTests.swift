import Rendering
import Testing

/// How many pods a weight comes to.
struct CanaryPodsTests {
  private static func pods(
    _ weight: Int, _ route: CanaryRoute, _ replicas: Int?, isPromoted: Bool = false
  ) -> CanaryPods {
    CanaryPods(weight: weight, route: route, isPromoted: isPromoted, replicas: replicas, ceiling: 10)
  }

  @Test func `a split takes as many of the replicas as are nearest to the weight`() {
    for replicas in 2...40 {
      for weight in 1..<100 {
        let pods = Self.pods(weight, .split, replicas)
        #expect(pods.all == replicas && (1..<replicas).contains(pods.canary) && !pods.isCapped)
        func distance(_ count: Int) -> Int { abs(count * 100 - weight * replicas) }
        for other in 1..<replicas where distance(other) < distance(pods.canary) {
          Issue.record("\(weight) % of \(replicas) is \(other), not \(pods.canary)")
        }
        let promoted = Self.pods(weight, .split, replicas, isPromoted: true)
        #expect(promoted.stable == replicas && promoted.canary == pods.canary)
      }
    }
  }

  /// Weight, route, replicas, and the pods of the canary and of the live version.
  private static let weights: [(Int, CanaryRoute, Int, Int, Int)] = [
    (10, .split, 5, 1, 4), (50, .split, 5, 2, 3), (99, .split, 5, 4, 1), (1, .split, 2, 1, 1),
    // Blue/green: what gets no traffic yet has to be able to take all of it.
    (0, .split, 5, 5, 5), (0, .surge, 5, 5, 5), (0, .split, 20, 10, 20), (0, .split, 0, 0, 0),
    (10, .surge, 5, 1, 5), (50, .surge, 5, 5, 5), (99, .surge, 5, 10, 5), (50, .surge, 1, 1, 1),
    (99, .surge, 0, 0, 0), (99, .replicas, 5, 495, 5), (0, .replicas, 20, 20, 20),
    // What no rule lets begin is made all the same, as a lock may say so.
    (50, .split, 1, 1, 1), (50, .split, 0, 0, 0), (100, .split, 3, 2, 1), (100, .surge, 3, 3, 3),
  ]

  @Test(arguments: weights)
  func `a weight comes to pods`(weight: Int, route: CanaryRoute, replicas: Int, canary: Int, stable: Int) {
    let pods = Self.pods(weight, route, replicas)
    #expect(pods.canary == canary && pods.stable == stable)
    #expect(pods.isCapped == (canary == 10))
  }

  @Test func `nobody knows the share beside the pods of an autoscaler`() {
    let pods = Self.pods(30, .surge, nil)
    #expect(pods.canary == 1 && pods.stable == nil && pods.share == nil && pods.all == nil)
  }
}
