import Dispatch
import Releases
import Synchronization

/// Work on many workflows, or on the sides of a comparison, at once: they share nothing, so the result does not depend on
/// the number of threads. Few are done in place, as threads cost more than they bring.
package enum Parallel {
  /// How many workflows one thread takes at once, where each is read or rendered.
  package static let usualChunk = 32

  /// The results of `body` for the positions of `0..<count`, in order. `body` gets a range, so that what
  /// it prepares serves for all of it.
  ///
  /// - Parameter chunk: how many positions are worth a thread.
  package static func map<Result: Sendable>(
    count: Int, chunk: Int = usualChunk, _ body: @Sendable (Range<Int>) -> [Result]
  ) -> [Result] {
    guard count >= 2 * chunk else { return body(0..<count) }
    let chunks = (count + chunk - 1) / chunk
    let results = Mutex<[Int: [Result]]>([:])
    DispatchQueue.concurrentPerform(iterations: chunks) { number in
      let part = body(number * chunk..<min(count, (number + 1) * chunk))
      results.withLock { $0[number] = part }
    }
    return results.withLock { results in (0..<chunks).flatMap { results[$0] ?? [] } }
  }
}
