import Bytes

/// Which releases of tntc a configuration is for: bounds with blanks between them, of which every one has to hold.
///
/// A number that a bound leaves out counts as any, as npm and Cargo have it: `=0.3` and `<=0.3` take 0.3.7, `>0.3`
/// does not.
struct ProgramRequirement {
  static let example = "`\">=0.3 <0.4\"`"
  static let pattern = "^ *\(bound)( +\(bound))* *$"
  private static let number = "(0|[1-9][0-9]{0,8})"
  private static let bound = "(>=|<=|>|<|=) *\(number)\\.\(number)(\\.\(number))?"
  private static let longestNumber = 9

  private let bounds: [Bound]

  private struct Bound {
    let comparator: Comparator
    let numbers: [Int]
  }

  /// Those of two characters first: each begins with one of the others.
  private enum Comparator: String, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="
  }

  /// Nil for what is not a requirement.
  init?(_ text: String) {
    var rest = Substring(text)
    var bounds: [Bound] = []
    while true {
      rest = rest.drop { $0 == " " }
      if rest.isEmpty { break }
      guard let bound = Self.bound(at: &rest) else { return nil }
      bounds.append(bound)
    }
    if bounds.isEmpty { return nil }
    self.bounds = bounds
  }

  private static func bound(at rest: inout Substring) -> Bound? {
    guard let comparator = Comparator.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
      return nil
    }
    rest = rest.dropFirst(comparator.rawValue.count).drop { $0 == " " }
    let word = rest.prefix { $0 != " " }
    rest = rest.dropFirst(word.count)
    guard let numbers = numbers(word), (2...3).contains(numbers.count) else { return nil }
    return Bound(comparator: comparator, numbers: numbers)
  }

  private static func numbers(_ text: Substring) -> [Int]? {
    var numbers: [Int] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      guard !part.isEmpty, part.utf8.count <= longestNumber, part.consists(of: .digit),
        part == "0" || !part.hasPrefix("0"), let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// - Parameter version: of a tntc, `MAJOR.MINOR.PATCH`.
  func admits(_ version: String) -> Bool {
    guard let numbers = Self.numbers(version[...]) else { return false }
    return bounds.allSatisfy { bound in
      let known = numbers.prefix(bound.numbers.count)
      let isBelow = known.lexicographicallyPrecedes(bound.numbers)
      let isAbove = bound.numbers.lexicographicallyPrecedes(known)
      return switch bound.comparator {
      case .atLeast: !isBelow
      case .atMost: !isAbove
      case .above: isAbove
      case .below: isBelow
      case .equal: !isBelow && !isAbove
      }
    }
  }
}
