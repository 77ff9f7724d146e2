import YAML

/// A version as registries of packages number them (Semantic Versioning 2.0.0, with or without a `v` before it).
struct PackageVersion: Comparable {
  /// Digits without leading zeros: they can be of any length.
  private let numbers: [Substring]
  /// Empty for a release.
  private let preRelease: [Substring]

  /// Nil for a text that is numbered differently.
  init?(_ text: String) {
    let core = text.hasPrefixBytes("v") ? text.dropFirst() : text[...]
    // What is behind a plus makes no difference (section 10).
    let version = core.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)[0]
    let halves = version.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    guard (1...3).contains(numbers.count), numbers.allSatisfy(Self.isNumber) else { return nil }
    self.numbers = (numbers + Array(repeating: "0", count: 3 - numbers.count)).map(Self.trimmed)
    preRelease = halves.count < 2 ? [] : halves[1].split(separator: ".", omittingEmptySubsequences: false)
  }

  /// Whether all may be otherwise, by the rules of that numbering.
  func isMajor(since other: PackageVersion) -> Bool {
    !numbers[0].utf8.elementsEqual(other.numbers[0].utf8)
  }

  static func == (left: PackageVersion, right: PackageVersion) -> Bool {
    !(left < right) && !(right < left)
  }

  /// Section 11: numbers first, a pre-release before its release.
  static func < (left: PackageVersion, right: PackageVersion) -> Bool {
    for (mine, other) in zip(left.numbers, right.numbers) where !mine.utf8.elementsEqual(other.utf8) {
      return isLess(mine, other)
    }
    if left.preRelease.isEmpty || right.preRelease.isEmpty {
      return !left.preRelease.isEmpty && right.preRelease.isEmpty
    }
    for (mine, other) in zip(left.preRelease, right.preRelease) where !mine.utf8.elementsEqual(other.utf8) {
      return switch (isNumber(mine), isNumber(other)) {
      case (true, true): isLess(trimmed(mine), trimmed(other))
      case (true, false): true
      case (false, true): false
      case (false, false): mine.utf8.lexicographicallyPrecedes(other.utf8)
      }
    }
    return left.preRelease.count < right.preRelease.count
  }

  private static func isLess(_ left: Substring, _ right: Substring) -> Bool {
    left.utf8.count == right.utf8.count
      ? left.utf8.lexicographicallyPrecedes(right.utf8) : left.utf8.count < right.utf8.count
  }

  private static func isNumber(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func trimmed(_ number: Substring) -> Substring {
    let rest = number.drop { $0 == "0" }
    return rest.isEmpty ? "0" : rest
  }
}
