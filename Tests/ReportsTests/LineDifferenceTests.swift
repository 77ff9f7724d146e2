import Comparison
import Foundation
import TestSupport
import Testing
import TextDiff

struct LineDifferenceTests {
  @Test func `random lines kept and removed are the first text, kept and added the second`() throws {
    var generator = SplitMix64.seeded(for: "line differences")
    for _ in 0..<(fuzzRounds(otherwise: 3) * 100) {
      let (old, new) = (text(&generator), text(&generator))
      let difference = try #require(LineDifference(from: old, to: new))
      #expect(difference.lines.filter { $0.mark != .added }.flatMap(\.bytes) == old)
      #expect(difference.lines.filter { $0.mark != .removed }.flatMap(\.bytes) == new)
      #expect(difference.counts.added + difference.counts.removed == distance(lines(old), lines(new)))
    }
  }

  /// Every line is another one, in two orders: the shortest way is too far to be searched for.
  ///
  /// The time is the thread's own: on a busy machine the other tests take the rest.
  @Test(.timeLimit(.minutes(15)))
  func `a hundred thousand lines in another order are compared in bounded time`() throws {
    var generator = SplitMix64.seeded(for: "long line differences")
    let start = Self.processorTime
    let numbers = (0..<100_000).map { "\($0)\n" }
    let old = Array(numbers.joined().utf8)
    let new = Array(numbers.shuffled(using: &generator).joined().utf8)
    let difference = try #require(LineDifference(from: old, to: new))
    #expect(difference.lines.filter { $0.mark != .removed }.flatMap(\.bytes) == new)
    // Two values alone: no line is there once.
    let bits = (0..<50_000).map { _ in Bool.random(using: &generator) ? "a\n" : "b\n" }
    let other = (0..<50_000).map { _ in Bool.random(using: &generator) ? "a\n" : "b\n" }
    let same = try #require(LineDifference(from: Array(bits.joined().utf8), to: Array(other.joined().utf8)))
    #expect(same.lines.filter { $0.mark != .added }.flatMap(\.bytes) == Array(bits.joined().utf8))
    #expect(Self.processorTime - start < 60)
  }

  /// Of this thread, in seconds.
  private static var processorTime: Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
  }

  @Test func `content with a NUL is no text`() {
    #expect(LineDifference(from: [0], to: []) == nil)
    #expect(UnifiedDiff.text(from: [0], to: [1], old: "a", new: "b") == "Binary files a and b differ\n")
  }

  private func text(_ generator: inout SplitMix64) -> [UInt8] {
    let count = Int.random(in: 0...12, using: &generator)
    let lines = (0..<count).map { _ in ["a", "b", "c", "d"].randomElement(using: &generator) ?? "" }
    return Array((lines.joined(separator: "\n") + (Bool.random(using: &generator) ? "\n" : "")).utf8)
  }

  private func lines(_ text: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in text {
      line.append(byte)
      if byte == UInt8(ascii: "\n") {
        lines.append(line)
        line = []
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// The least number of insertions and removals, by the table of the longest common subsequence.
  private func distance(_ old: [[UInt8]], _ new: [[UInt8]]) -> Int {
    var table = Array(repeating: Array(repeating: 0, count: new.count + 1), count: old.count + 1)
    for left in old.indices {
      for right in new.indices {
        table[left + 1][right + 1] =
          old[left] == new[right]
          ? table[left][right] + 1 : max(table[left][right + 1], table[left + 1][right])
      }
    }
    return old.count + new.count - 2 * table[old.count][new.count]
  }
}
