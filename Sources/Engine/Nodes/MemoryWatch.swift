import Synchronization

/// The memory of all nodes together, beside the engine's own, against what their container may hold: above it
/// the kernel would end whom it likes.
final class MemoryWatch: Sendable {
  /// Of the container's limit, for what is not seen here: page tables, sockets, what came since the last look.
  private static let reserve = 10
  /// What a further process takes, in bytes.
  private static let process = 48 << 20

  private struct Key: Hashable {
    let node: Int
    let process: Int
  }

  /// In bytes; nil without a limit.
  private let limit: Int?
  private let own: @Sendable () -> Int
  private let held = Mutex<[Key: Int]>([:])
  private let ends = Mutex<[Int: @Sendable (Int, NodeFailure) -> Void]>([:])

  /// - Parameters:
  ///   - limit: of the container, in bytes.
  ///   - own: what the engine holds.
  init(limit: Int?, own: @escaping @Sendable () -> Int) {
    self.limit = limit.map { $0 - $0 / Self.reserve }
    self.own = own
  }

  func holds(_ bytes: Int, _ node: Int, _ process: Int) {
    held.withLock { $0[Key(node: node, process: process)] = bytes }
  }

  func isGone(_ node: Int, _ process: Int) {
    held.withLock { $0[Key(node: node, process: process)] = nil }
  }

  /// What the processes of a node hold, in bytes.
  func bytes(of node: Int) -> Int {
    held.withLock { $0.reduce(0) { $1.key.node == node ? $0 + $1.value : $0 } }
  }

  /// Whether there is no room for a process beside those that there are.
  var isShort: Bool {
    guard let limit else { return false }
    return total + Self.process > limit
  }

  /// Ends the largest process when all together hold too much.
  func relieve() {
    guard let limit else { return }
    let total = total
    guard total > limit else { return }
    let largest = held.withLock { held in
      let largest = held.max { ($0.value, $0.key.node) < ($1.value, $1.key.node) }
      // It is on its way out: the next look is not to see it again.
      if let largest { held[largest.key] = nil }
      return largest
    }
    guard let largest, let end = ends.withLock({ $0[largest.key.node] }) else { return }
    end(
      largest.key.process,
      NodeFailure(
        "the node's process used \(largest.value >> 20) MiB of memory, more than any other, when the engine and all "
          + "nodes used \(total >> 20) MiB of the \(limit >> 20) MiB that the container's limit leaves them"))
  }

  /// - Parameter end: ends a process of the node.
  func onRelief(of node: Int, _ end: @escaping @Sendable (_ process: Int, NodeFailure) -> Void) {
    ends.withLock { $0[node] = end }
  }

  private var total: Int { held.withLock { $0.values.reduce(own(), +) } }
}
