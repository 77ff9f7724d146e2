import Bytes

/// A number as its decimal digits, without zeros at either end, and where the point is: 0.DIGITS times 10 to the
/// `exponent`.
struct DecimalDigits: Equatable {
  let digits: [UInt8]
  let exponent: Int

  /// The shortest digits that read back as the same double.
  init(_ magnitude: Double) { self.init(Array(magnitude.magnitude.description.utf8)) }

  /// A decimal literal, its sign left out of account.
  init(_ literal: [UInt8]) {
    var digits: [UInt8] = []
    var exponent = 0
    var hasPoint = false
    var position = 0
    while position < literal.count {
      let byte = literal[position]
      if byte | 0x20 == UInt8(ascii: "e") { break }
      position += 1
      if byte == UInt8(ascii: ".") {
        hasPoint = true
      } else if byte.isIn(.digit) {
        let isLeadingZero = digits.isEmpty && byte == UInt8(ascii: "0")
        if !isLeadingZero { digits.append(byte) }
        // Zeros behind the point push the first digit away from it, digits before it do the reverse.
        if hasPoint { exponent -= isLeadingZero ? 1 : 0 } else { exponent += isLeadingZero ? 0 : 1 }
      }
    }
    let power = Int(String(decoding: literal[position...].dropFirst(), as: UTF8.self)) ?? 0
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    self.digits = digits
    self.exponent = digits.isEmpty ? 0 : exponent.addingReportingOverflow(power).partialValue
  }

  /// As in `1200`, `12.5`, `0.0012`.
  var fixed: String {
    let text = String(decoding: digits, as: UTF8.self)
    if exponent <= 0 { return "0." + String(repeating: "0", count: -exponent) + text }
    if digits.count <= exponent { return text + String(repeating: "0", count: exponent - digits.count) }
    return String(text.prefix(exponent)) + "." + text.dropFirst(exponent)
  }

  /// As in `1.2e-7`, `1e+21`.
  var scientific: String {
    let text = String(decoding: digits, as: UTF8.self)
    let fraction = digits.count == 1 ? "" : ".\(text.dropFirst())"
    return "\(text.prefix(1))\(fraction)e\(exponent > 0 ? "+" : "")\(exponent - 1)"
  }
}

extension Double {
  /// As JavaScript writes it (ECMA-262, Number::toString), and Go's JSON too.
  package var javaScript: String {
    if isNaN { return "NaN" }
    let sign = self < 0 ? "-" : ""
    if isInfinite { return sign + "Infinity" }
    if self == 0 { return "0" }
    let decimal = DecimalDigits(self)
    let isScientific = magnitude < 1e-6 || magnitude >= 1e21
    return sign + (isScientific ? decimal.scientific : decimal.fixed)
  }
}
