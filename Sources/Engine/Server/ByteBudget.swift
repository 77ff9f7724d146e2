import Synchronization

/// How many bytes of requests, inputs and outputs the engine may hold at once, for all runs together.
///
/// It follows from the container's memory limit, so that what clients send can never be what ends the container.
package final class ByteBudget: Sendable {
  /// The part of the container's memory that it gets; the processes of the nodes need the most.
  private static let share = 4
  private static let range = 16 << 20...256 << 20
  /// A body, as it came, as the message to a node, and as the bytes that are under way to it.
  static let copiesOfBody = 3
  /// An output, as it came, and in the answer.
  static let copiesOfOutput = 2
  private static let largestBody = 10 << 20

  package let bytes: Int
  private let used = Mutex(0)
  private let shedding = Mutex<(@Sendable () -> Bool)?>(nil)
  /// Until what was shed is given back.
  private static let shedTime = Duration.milliseconds(2)

  /// - Parameter bytes: nil follows from the container.
  package init(bytes: Int?) {
    let limit = ContainerMemory.limit.map { $0 / Self.share } ?? Self.range.upperBound
    self.bytes = bytes ?? min(max(limit, Self.range.lowerBound), Self.range.upperBound)
  }

  /// The largest body that is taken where nothing else is said: two of them, with their outputs, fit.
  var usualBody: Int { min(Self.largestBody, bytes / (2 * Self.copiesOfBody)) }

  /// The largest body that fits at all.
  var largestBody: Int { bytes / Self.copiesOfBody }

  /// What one run holds; given back with the last reference to it.
  package final class Share: Sendable {
    private let budget: ByteBudget
    private let held = Mutex(0)

    fileprivate init(_ budget: ByteBudget) { self.budget = budget }

    /// The same, for which what others hold to no end has to go if need be.
    nonisolated(nonsending) func takeShedding(_ count: Int) async -> Bool {
      while !take(count) {
        guard !Task.isCancelled, budget.shedding.withLock(\.self)?() == true else { return false }
        try? await Task.sleep(for: ByteBudget.shedTime)
      }
      return true
    }

    /// - Returns: false when the budget does not have so many, and nothing was taken.
    package func take(_ count: Int) -> Bool {
      guard budget.take(count) else { return false }
      held.withLock { $0 += count }
      return true
    }

    deinit { budget.giveBack(held.withLock(\.self)) }
  }

  /// - Parameter shed: called when there is too little left; ends something that holds a share for nothing, and says
  ///   whether there was such a thing.
  func whenShort(_ shed: @Sendable @escaping () -> Bool) { shedding.withLock { $0 = shed } }

  package func open() -> Share { Share(self) }

  var inUse: Int { used.withLock(\.self) }

  private func take(_ count: Int) -> Bool {
    used.withLock { used in
      guard used + count <= bytes else { return false }
      used += count
      return true
    }
  }

  private func giveBack(_ count: Int) { used.withLock { $0 -= count } }
}
