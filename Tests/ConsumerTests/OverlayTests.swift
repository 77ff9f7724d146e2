import Foundation
import TestSupport
import Testing

/// What `verify` says of overlays against what kustomize makes of them.
struct OverlayTests {
  @Test(.needs(.python, .kubectl, .tntc))
  func `an overlay has an error exactly when it breaks something`() throws {
    var random = SplitMix64.seeded(for: "OverlayTests")
    let seed = random.next() >> 1
    try withTemporaryFolder { folder in
      let input = GoldenTreeTests.golden.appending(path: "overlays/input")
      let copy = folder.appending(path: "repository")
      try FileManager.default.copyItem(at: input, to: copy)
      #expect(try Tool.tntc.run(["render"], in: copy).status == 0)
      let rounds = fuzzRounds(otherwise: 20) * 3
      let (findings, summary) = try Judge.verdict(onOverlays: copy, seed: seed, rounds: rounds)
      #expect(findings == [])
      let counts = summary.split(separator: " ").compactMap { Int($0) }
      #expect(counts.count == 2 && counts[0] > rounds / 2 && counts[1] > rounds / 8, "\(summary)")
    }
  }
}
