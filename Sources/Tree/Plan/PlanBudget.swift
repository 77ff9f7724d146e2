import Synchronization

/// How much of what is to be written the runs of one command keep in memory together, in bytes.
///
/// The program stays below 200 MB: what it notes of each workflow leaves less to keep where there are many.
package final class PlanBudget: Sendable {
  private static let most = 110_000_000
  private static let withNotes = 175_000_000
  /// Of a workflow and a tree.
  private static let notes = 9_000

  private let left: Mutex<Int>

  /// - Parameter workflows: how many are planned, each counted for every tree.
  package init(workflows: Int) {
    left = Mutex(max(0, min(Self.most, Self.withNotes - workflows * Self.notes)))
  }

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
