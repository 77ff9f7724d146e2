import Synchronization

/// How much of what is to be written the runs of one command keep in memory together.
package final class PlanBudget: Sendable {
  /// Enough for about five thousand workflows of 20 KB; with all else the program stays below 200 MB.
  private static let bytes = 110_000_000

  private let left = Mutex(PlanBudget.bytes)

  package init() {}

  /// Takes a part.
  ///
  /// - Returns: false when that much is not left.
  func take(_ bytes: Int) -> Bool {
    left.withLock { left in
      if bytes > left { return false }
      left -= bytes
      return true
    }
  }
}
