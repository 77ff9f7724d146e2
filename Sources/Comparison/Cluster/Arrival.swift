/// Whether it pays to go on waiting until a workflow runs what its tree says. Pure: looks and their times go in, a
/// verdict comes out.
package struct Arrival: Sendable {
  /// For how long a rollout has to be stuck before it is said that it cannot finish, in seconds. Containers that
  /// start again after a first failure need some.
  package static let patience = 30

  package enum Look: Sendable, Equatable {
    case arrived
    /// The cluster is not as the tree says: nothing was applied yet, or not all.
    case differs
    case underWay
    /// It waits for a person.
    case stuck
  }

  package enum Verdict: Sendable, Equatable {
    case goOn
    case arrived
    case cannot
  }

  /// Since when it is stuck.
  private var stuckSince: Int?

  package init() {}

  /// - Parameter time: in seconds; it must not go backward.
  package mutating func verdict(_ look: Look, at time: Int) -> Verdict {
    switch look {
    case .arrived:
      stuckSince = nil
      return .arrived
    case .differs, .underWay:
      stuckSince = nil
      return .goOn
    case .stuck:
      let since = stuckSince ?? time
      stuckSince = since
      return time - since >= Self.patience ? .cannot : .goOn
    }
  }
}

extension Arrival.Look {
  package init(isInSync: Bool, _ health: WorkflowHealth) {
    if !isInSync {
      // What is immutable stays as it is, however often the tree is applied.
      self = health.rollouts.contains(where: \.hasOtherContent) ? .stuck : .differs
    } else if health.hasArrived {
      self = .arrived
    } else {
      self = health.rollouts.contains(where: \.waitsForSomebody) ? .stuck : .underWay
    }
  }
}

extension Rollout {
  /// Whether only a person can make it go on. A node with room may appear without one.
  fileprivate var waitsForSomebody: Bool {
    switch state {
    case .finished, .unseen, .underWay, .unavailable, .leaving: false
    case .paused: true
    case .stuck(let causes): causes.contains { !$0.obstacle.mayPass }
    }
  }

  fileprivate var hasOtherContent: Bool {
    guard case .stuck(let causes) = state else { return false }
    return causes.contains { if case .otherContent = $0.obstacle { true } else { false } }
  }
}

/// The same for several workflows, with a time limit. It reads no clock: callers pass the time.
package struct ArrivalWatch: Sendable {
  /// Between two looks, in seconds.
  package static let pause = 2

  package enum Verdict: Sendable, Equatable {
    /// Look again after so many seconds.
    case goOn(Int)
    /// All have arrived or cannot, or the time is over.
    case ended
  }

  private let start: Int
  private let limit: Int
  private var arrivals: [Arrival]
  /// Seconds since the first look.
  package private(set) var elapsed = 0

  /// - Parameters:
  ///   - limit: in seconds.
  ///   - count: how many workflows.
  ///   - time: now, in seconds of any clock that does not go backward.
  package init(limit: Int, count: Int, at time: Int) {
    (self.limit, start) = (limit, time)
    arrivals = Array(repeating: Arrival(), count: count)
  }

  package func isOver(at time: Int) -> Bool { time - start >= limit }

  /// - Parameter looks: one for each workflow.
  package mutating func verdict(_ looks: [Arrival.Look], at time: Int) -> Verdict {
    elapsed = time - start
    var isWaiting = false
    for (position, look) in zip(arrivals.indices, looks)
    where arrivals[position].verdict(look, at: time) == .goOn {
      isWaiting = true
    }
    guard isWaiting, !isOver(at: time) else { return .ended }
    return .goOn(min(Self.pause, limit - elapsed))
  }
}
