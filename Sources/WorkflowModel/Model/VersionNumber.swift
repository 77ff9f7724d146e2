import Bytes
import YAML

/// The version of a workflow: `MAJOR.MINOR` or `MAJOR.MINOR.PATCH`, optionally with a pre-release.
///
/// A subset of Semantic Versioning 2.0.0 in which one version has one spelling with dashes for dots,
/// so that each gets a Kubernetes name of its own. Equality and order are by number: 1.0 equals 1.0.0.
package struct VersionNumber: Sendable {
  package enum Part: String, Sendable, CaseIterable {
    case patch
    case minor
    case major
  }

  package typealias Invalid = InvalidText

  package static let form = TextForm([
    "pattern":
      "^(0|[1-9][0-9]{0,14})(\\.(0|[1-9][0-9]{0,14})){1,2}(-[a-z][a-z0-9]*(\\.(0|[1-9][0-9]{0,14}))?)?$"
  ]) { text throws(InvalidText) in try VersionNumber(text) }

  /// Room for a date with the time in a pre-release, and far from overflow.
  private static let largestNumber = 999_999_999_999_999

  package let text: String
  private let major: Int
  private let minor: Int
  private let patch: Int?
  private let preRelease: PreRelease?

  package init(_ text: String) throws(Invalid) {
    if text.isEmpty { throw Self.invalid(text, "it is empty") }
    if text.utf8.contains(UInt8(ascii: "+")) {
      throw Self.invalid(text, "build metadata (`+…`) is not legal in a label")
    }
    if let first = text.utf8.first, first == UInt8(ascii: "v") || first == UInt8(ascii: "V") {
      throw Self.invalid(text, "leave out the `v`")
    }
    let halves = text.utf8.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else {
      throw Self.invalid(text, "two or three numbers are needed, not \(parts.count)")
    }
    var numbers: [Int] = []
    for part in parts { numbers.append(try Self.number(Substring(part), in: text)) }
    self.text = text
    major = numbers[0]
    minor = numbers[1]
    patch = numbers.count == 3 ? numbers[2] : nil
    preRelease = halves.count == 2 ? try PreRelease(Substring(halves[1]), in: text) : nil
  }

  private init(_ major: Int, _ minor: Int, _ patch: Int?) {
    self.major = major
    self.minor = minor
    self.patch = patch
    preRelease = nil
    text = "\(major).\(minor)" + (patch.map { ".\($0)" } ?? "")
  }

  /// The version in names of objects: dots as dashes.
  package var name: String {
    String(decoding: text.utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
  }

  package func isSameNumber(as other: VersionNumber) -> Bool { self == other }

  /// What a version has in common with its patches: `MAJOR.MINOR`.
  package var line: String { "\(major).\(minor)" }

  package func isOnLine(of other: VersionNumber) -> Bool {
    (major, minor) == (other.major, other.minor)
  }

  /// The part that the next number raises when nobody says which: the last one that is written.
  package var lastPart: Part { patch == nil ? .minor : .patch }

  /// The next version. Of a pre-release the next patch is the release itself, as with npm; so is the next
  /// minor of 1.1.0-rc.1 and the next major of 2.0.0-rc.1. A version of two parts stays one if it can.
  ///
  /// Nil when a number would grow beyond what is accepted.
  package func bumped(_ part: Part) -> VersionNumber? {
    let next = raised(part)
    return [next.major, next.minor, next.patch ?? 0].allSatisfy { $0 <= Self.largestNumber } ? next : nil
  }

  private func raised(_ part: Part) -> VersionNumber {
    let isPreRelease = preRelease != nil
    switch part {
    case .patch:
      if isPreRelease { return VersionNumber(major, minor, patch) }
      return VersionNumber(major, minor, (patch ?? 0) + 1)
    case .minor:
      let isItself = isPreRelease && (patch ?? 0) == 0
      return VersionNumber(major, isItself ? minor : minor + 1, patch == nil ? nil : 0)
    case .major:
      let isItself = isPreRelease && (patch ?? 0) == 0 && minor == 0
      return VersionNumber(isItself ? major : major + 1, 0, patch == nil ? nil : 0)
    }
  }

  private static func number(_ digits: Substring, in text: String) throws(Invalid) -> Int {
    guard !digits.isEmpty, digits.consists(of: .digit) else {
      throw invalid(text, "`\(digits)` is not a number")
    }
    if digits.utf8.count > 1, digits.hasPrefix("0") { throw invalid(text, "`\(digits)` has a leading zero") }
    guard let number = Int(digits), number <= largestNumber else {
      throw invalid(text, "`\(digits)` is too large; the limit is \(largestNumber)")
    }
    return number
  }

  fileprivate static func invalid(_ text: String, _ what: String) -> Invalid {
    Invalid(
      reason: "`\(text)` is not a version: \(what); expected `MAJOR.MINOR` or `MAJOR.MINOR.PATCH`, "
        + "like `1.0` or `1.2.3-rc.1`")
  }

  /// `rc` or `rc.1`.
  private struct PreRelease: Hashable, Comparable {
    let word: String
    let number: Int?

    init(_ text: Substring, in version: String) throws(Invalid) {
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      let word = parts[0].utf8
      guard parts.count <= 2, let first = word.first, first.isIn(.lower),
        word.consists(of: .lowerAlphanumeric)
      else {
        throw VersionNumber.invalid(
          version, "the pre-release `\(text)` has to be a lower-case word, or one with a number (`rc.1`)")
      }
      self.word = String(parts[0])
      number = parts.count == 2 ? try VersionNumber.number(parts[1], in: version) : nil
    }

    static func < (left: PreRelease, right: PreRelease) -> Bool {
      if !left.word.hasSameBytes(as: right.word) { return left.word.precedesByBytes(right.word) }
      return (left.number ?? -1) < (right.number ?? -1)
    }
  }
}

extension VersionNumber: Hashable, Comparable {
  package static func == (left: VersionNumber, right: VersionNumber) -> Bool {
    (left.major, left.minor, left.patch ?? 0) == (right.major, right.minor, right.patch ?? 0)
      && left.preRelease == right.preRelease
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(major)
    hasher.combine(minor)
    hasher.combine(patch ?? 0)
    hasher.combine(preRelease)
  }

  package static func < (left: VersionNumber, right: VersionNumber) -> Bool {
    let (first, second) = (
      (left.major, left.minor, left.patch ?? 0), (right.major, right.minor, right.patch ?? 0)
    )
    if first != second { return first < second }
    // A pre-release comes before its release (Semantic Versioning 2.0.0, 11.3).
    switch (left.preRelease, right.preRelease) {
    case (let left?, let right?): return left < right
    case (.some, nil): return true
    default: return false
    }
  }
}
