import Foundation
import Testing

/// A small generator whose whole run follows from its seed.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}

extension SplitMix64 {
  /// A generator for one test. Every run takes the same seed, so that a change is judged by itself;
  /// `TNTC_SEED=random` takes another each time, and `TNTC_SEED=N` repeats what such a run printed.
  package static func seeded(for test: String) -> SplitMix64 {
    let seed = seed(ProcessInfo.processInfo.environment["TNTC_SEED"])
    print("seed of \(test): TNTC_SEED=\(seed)")
    return SplitMix64(seed: seed)
  }

  private static func seed(_ text: String?) -> UInt64 {
    guard let text else { return 1 }
    if text == "random" { return UInt64.random(in: 0..<1_000_000_000) }
    if let number = UInt64(text) { return number }
    Issue.record("TNTC_SEED is `\(text)`, which is neither a number nor `random`")
    return 1
  }
}

/// How often a fuzzer goes round: as often as is usual, times `TNTC_FUZZ_ROUNDS`. So one number makes all of them longer
/// alike, those of a microsecond and those of a second.
package func fuzzRounds(otherwise usual: Int) -> Int {
  usual * max(1, ProcessInfo.processInfo.environment["TNTC_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 1)
}
