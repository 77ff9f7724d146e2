/// How many pods a canary and the live version have, and what share that is.
package struct CanaryPods: Hashable, Sendable {
  /// Of the live version; nil when an autoscaler owns the number.
  package let stable: Int?
  package let canary: Int
  /// Whether the canary would have more without the ceiling of the settings.
  package let isCapped: Bool

  /// - Parameters:
  ///   - weight: the share in percent that was asked for.
  ///   - isPromoted: whether the canary is the live version already, which has all its pods again.
  ///   - replicas: how many pods the workflow has without a canary; nil when an autoscaler owns the number.
  ///   - ceiling: the most pods that are added.
  package init(weight: Int, route: CanaryRoute, isPromoted: Bool, replicas: Int?, ceiling: Int) {
    let wanted = Self.wanted(weight, route, replicas)
    let isSplit = route == .split && weight > 0
    let isAdded = route == .surge || route == .split && weight == 0
    isCapped = isAdded && wanted > ceiling
    let canary = isCapped ? ceiling : wanted
    stable = replicas.map { isSplit && !isPromoted ? max(min(1, $0), $0 - canary) : $0 }
    self.canary = canary
  }

  private static func wanted(_ weight: Int, _ route: CanaryRoute, _ replicas: Int?) -> Int {
    guard let replicas else { return 1 }
    // Blue/green: what gets no traffic yet has to be able to take all of it.
    if weight == 0 || replicas == 0 { return replicas }
    switch route {
    case .gateway: return max(1, (replicas * weight + 99) / 100)
    case .split: return min(max(1, nearest(weight, of: replicas)), max(1, replicas - 1))
    case .surge, .replicas: return weight == 100 ? replicas : nearest(weight, beside: replicas)
    }
  }

  /// The number whose share of `all` pods is nearest to the weight; the smaller one of two.
  private static func nearest(_ weight: Int, of all: Int) -> Int {
    let (low, rest) = (all * weight).quotientAndRemainder(dividingBy: 100)
    return rest > 50 ? low + 1 : low
  }

  /// The number whose share, beside the others, is nearest to the weight; the smaller one of two, at least 1.
  private static func nearest(_ weight: Int, beside stable: Int) -> Int {
    let low = max(1, stable * weight / (100 - weight))
    func distance(_ count: Int) -> Double {
      (Double(count) * 100 / Double(stable + count) - Double(weight)).magnitude
    }
    return distance(low + 1) < distance(low) ? low + 1 : low
  }

  /// Those of both; nil when an autoscaler owns a part of them.
  package var all: Int? { stable.map { $0 + canary } }

  /// The canary's part of all pods in percent; nil when that cannot be told.
  package var share: Int? {
    guard let all else { return nil }
    return all == 0 ? 0 : (canary * 100 + all / 2) / all
  }
}
