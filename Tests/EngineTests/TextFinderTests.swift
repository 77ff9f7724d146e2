import Files
import Foundation
import TestSupport
import Testing

@testable import Engine

struct TextFinderTests {
  @Test("What is found is what stands there, however much the texts have in common")
  func sameAsOneByOne() {
    var random = SplitMix64.seeded(for: "text finder")
    for _ in 0..<fuzzRounds(otherwise: 3) * 100 {
      func text(_ range: ClosedRange<Int>) -> [UInt8] {
        (0..<Int.random(in: range, using: &random)).map { _ in UInt8.random(in: 97...98, using: &random) }
      }
      let texts = (0..<Int.random(in: 1...12, using: &random)).map { _ in text(4...9) }
      let bytes = text(0...80)
      var finder = TextFinder()
      for text in texts { finder.add(TextFinder.Pattern(text: text)) }
      var found: [Range<Int>] = []
      finder.find(in: bytes) { found.append($0) }
      let expected: [Range<Int>] = bytes.indices.compactMap { start in
        texts.filter { bytes[start...].starts(with: $0) }.map(\.count).max().map { start..<(start + $0) }
      }
      #expect(found == expected)
    }
  }

  @Test(
    "Keys that begin alike take little longer to look for than one, also where their beginning is everywhere")
  func alike() {
    let bytes = Array(repeating: UInt8(ascii: "-"), count: 60_000)
    func time(_ count: Int) -> Duration {
      var finder = TextFinder()
      for number in 0..<count {
        finder.add(TextFinder.Pattern(text: Array("-----BEGIN PRIVATE KEY-----\n\(number)".utf8)))
      }
      let clock = ContinuousClock()
      return (0..<5).map { _ in clock.measure { finder.find(in: bytes) { _ in } } }.min() ?? .zero
    }
    let one = time(1)
    #expect(time(2000) < one * 100)
  }
}
