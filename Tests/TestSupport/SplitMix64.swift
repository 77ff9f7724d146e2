import Foundation

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
  /// A generator for one test. Each run takes another seed and prints it; `TNTC_SEED` repeats a run.
  package static func seeded(for test: String) -> SplitMix64 {
    let given = ProcessInfo.processInfo.environment["TNTC_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0..<1_000_000_000)
    print("seed of \(test): TNTC_SEED=\(seed)")
    return SplitMix64(seed: seed)
  }
}

/// How often a fuzzer goes round: `TNTC_FUZZ_ROUNDS`, or few.
package func fuzzRounds(otherwise few: Int) -> Int {
  ProcessInfo.processInfo.environment["TNTC_FUZZ_ROUNDS"].flatMap { Int($0) } ?? few
}
