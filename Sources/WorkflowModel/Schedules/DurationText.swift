import Bytes
import YAML

/// A duration as `30s`, `2m`, `1h30m` or `500ms`: whole numbers with the units of Go, largest first.
package struct DurationText: Hashable, Sendable {
  package typealias Invalid = InvalidText

  /// The pattern knows nothing of the largest.
  package static let form = TextForm([
    "minLength": 1, "pattern": "^([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
  ]) { text throws(InvalidText) in try DurationText(text) }

  /// A day: no step of a workflow runs longer.
  package static let maximumMilliseconds = 86_400_000
  private static let units: [(name: String, milliseconds: Int)] = [
    ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
  ]

  package let milliseconds: Int

  package init(_ text: String) throws(Invalid) {
    var rest = text.utf8[...]
    var total = 0
    var units = Self.units[...]
    repeat {
      let digits = rest.prefix { $0.isIn(.digit) }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { $0.isIn(.lower) }
      rest = rest.dropFirst(letters.count)
      guard !digits.isEmpty, let unit = units.firstIndex(where: { $0.name.utf8.elementsEqual(letters) })
      else { throw Self.invalid(text) }
      // Too many digits for a number are out of range as well.
      let number = min(Int(Substring(digits)) ?? .max, Self.maximumMilliseconds + 1)
      total += number * units[unit].milliseconds
      units = units[(unit + 1)...]
    } while !rest.isEmpty
    guard (1...Self.maximumMilliseconds).contains(total) else {
      throw Invalid(reason: "the duration `\(text)` is out of range; expected more than 0 and at most `24h`")
    }
    milliseconds = total
  }

  private static func invalid(_ text: String) -> Invalid {
    Invalid(
      reason: "`\(text)` is not a duration; expected whole numbers with units, like `30s`, `2m` or `1h30m`")
  }
}
