import Bytes
package import YAML

/// An amount of a resource as the Kubernetes API writes it: `250m`, `0.5`, `1.5Gi`, `12e6`.
///
/// The grammar and the arithmetic are those of apimachinery's `resource.Quantity`: a decimal number of any size,
/// exact down to nano-units. Finer amounts are rounded away from zero, so that no request becomes
/// zero; an amount with a binary suffix is at most 2^63-1. No Double is involved: 0.7 and 700m are equal.
package struct Quantity: Hashable, Sendable {
  private let isNegative: Bool
  /// Decimal digits, the most significant first, without zeros at either end; empty for nothing.
  private let digits: [UInt8]
  /// The power of ten of the last digit, at least that of a nano-unit.
  private let exponent: Int

  private static let nano = -9
  /// 2^63-1.
  private static let mostBinary = digits(of: Substring("9223372036854775807").utf8)
  /// Exponents beyond these are beyond the API's too, which holds them in 32 bits.
  private static let exponents = Int(Int32.min)...Int(Int32.max)

  /// Nil for what is not a quantity: a number of digits, optionally with a sign and one point, and a suffix.
  package init?(_ text: String) {
    var rest = Substring(text).utf8
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = Self.takeDigits(&rest)
    var fraction: [UInt8] = []
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = Self.takeDigits(&rest)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let suffix = Suffix(rest) else { return nil }
    let digits = whole + fraction
    switch suffix {
    case .decimal(let exponent):
      self.init(isNegative, digits, exponent - fraction.count)
    case .binary(let power):
      let amount = Quantity(isNegative, Self.product(digits, 1 << UInt64(power)), -fraction.count)
      let most = Quantity(isNegative, Self.mostBinary, 0)
      self = amount.exceeds(most) ? most : amount
    }
  }

  /// The amount in a field of a manifest, where a number may stand without quotes; nil for anything else.
  package init?(_ value: Value) {
    switch value {
    case .string(let text): self.init(text)
    case .integer(let number): self.init(String(number))
    case .number(let number): self.init(number.description)
    default: return nil
    }
  }

  /// - Parameters:
  ///   - digits: with any zeros.
  ///   - exponent: that of the last digit.
  private init(_ isNegative: Bool, _ digits: [UInt8], _ exponent: Int) {
    var (digits, exponent) = (Array(digits.drop { $0 == 0 }), exponent)
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    if !digits.isEmpty, exponent < Self.nano {
      digits.removeLast(min(Self.nano - exponent, digits.count))
      digits = Self.successor(digits)
      exponent = Self.nano
      while digits.last == 0 {
        digits.removeLast()
        exponent += 1
      }
    }
    self.isNegative = isNegative && !digits.isEmpty
    self.digits = digits
    self.exponent = digits.isEmpty ? 0 : exponent
  }

  /// Whether it is a whole number of units of this power of ten.
  package func isWhole(inUnitsOfTenTo exponent: Int) -> Bool { digits.isEmpty || self.exponent >= exponent }

  /// Whether it is further from zero.
  private func exceeds(_ other: Quantity) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return !digits.isEmpty }
    let (size, otherSize) = (digits.count + exponent, other.digits.count + other.exponent)
    if size != otherSize { return size > otherSize }
    return other.digits.lexicographicallyPrecedes(digits)
  }
}

extension Quantity: Comparable {
  package static func < (left: Quantity, right: Quantity) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? left.exceeds(right) : right.exceeds(left)
  }
}

extension Quantity {
  private enum Suffix {
    /// A power of ten.
    case decimal(Int)
    /// A power of two.
    case binary(Int)

    /// Compared by their bytes: to a String, the sign of the unit kelvin is the letter K.
    private static let known: [(bytes: [UInt8], suffix: Suffix)] =
      [
        ("", 0), ("n", -9), ("u", -6), ("m", -3), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15),
        ("E", 18),
      ]
      .map { (Array($0.utf8), .decimal($1)) }
      + [("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60)]
      .map { (Array($0.utf8), .binary($1)) }

    init?(_ text: Substring.UTF8View) {
      if let found = Self.known.first(where: { $0.bytes.elementsEqual(text) }) {
        self = found.suffix
        return
      }
      guard text.first == UInt8(ascii: "e") || text.first == UInt8(ascii: "E"),
        let exponent = Int(Substring(text.dropFirst())), Quantity.exponents.contains(exponent)
      else { return nil }
      self = .decimal(exponent)
    }
  }

  private static func takeDigits(_ rest: inout Substring.UTF8View) -> [UInt8] {
    let end = rest.firstIndex { !$0.isIn(.digit) } ?? rest.endIndex
    defer { rest = rest[end...] }
    return digits(of: rest[..<end])
  }

  private static func digits(of text: Substring.UTF8View) -> [UInt8] { text.map { $0 - UInt8(ascii: "0") } }

  /// - Parameter factor: at most 2^60, so that nine times it and a carry fit into 64 bits.
  private static func product(_ digits: [UInt8], _ factor: UInt64) -> [UInt8] {
    var (reversed, carry): ([UInt8], UInt64) = ([], 0)
    for digit in digits.reversed() {
      carry += UInt64(digit) * factor
      reversed.append(UInt8(carry % 10))
      carry /= 10
    }
    while carry > 0 {
      reversed.append(UInt8(carry % 10))
      carry /= 10
    }
    return reversed.reversed()
  }

  /// The number plus one.
  private static func successor(_ digits: [UInt8]) -> [UInt8] {
    var digits = digits
    for position in digits.indices.reversed() {
      if digits[position] < 9 {
        digits[position] += 1
        return digits
      }
      digits[position] = 0
    }
    return [1] + digits
  }
}
