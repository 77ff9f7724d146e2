import Bytes

/// What other readers of YAML take an unquoted scalar for: a number, or nil for a text.
enum NumberReading {
  /// YAML 1.1 as PyYAML reads it, whose expressions these are (resolver.py).
  static func old(_ text: String) -> Double? {
    guard mayBeNumber(Array(text.utf8)) else { return nil }
    var scan = Scan(Array(text.utf8))
    let sign = scan.sign()
    if scan.rest.first == UInt8(ascii: "."), ["inf", "Inf", "INF"].contains(scan.word) {
      return sign * .infinity
    }
    if text.hasPrefix("."), ["nan", "NaN", "NAN"].contains(scan.word) { return .nan }
    if let integer = oldInteger(scan.rest) { return sign * integer }
    return oldFloat(text, scan.rest).map { sign * $0 }
  }

  private static func oldInteger(_ rest: ArraySlice<UInt8>) -> Double? {
    let digits = rest.filter { $0 != Scan.underscore }
    if rest.starts(with: "0b".utf8) { return digits.count > 2 ? value(digits[2...], radix: 2) : nil }
    if rest.starts(with: "0x".utf8) { return digits.count > 2 ? value(digits[2...], radix: 16) : nil }
    guard let first = rest.first, first.isIn(.digit) else { return nil }
    if first == UInt8(ascii: "0") {
      return rest.count == 1 ? 0 : digits.count > 1 ? value(digits[1...], radix: 8) : nil
    }
    let groups = rest.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard groups.count > 1 else { return value(digits[...], radix: 10) }
    return sexagesimal(groups)
  }

  private static func oldFloat(_ text: String, _ rest: ArraySlice<UInt8>) -> Double? {
    var scan = Scan(Array(rest))
    let groups = rest.prefix { $0 != UInt8(ascii: ".") }.split(
      separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    if groups.count > 1 {
      let fraction = rest.drop { $0 != UInt8(ascii: ".") }
      guard !fraction.isEmpty, fraction.dropFirst().consists(of: .digit.union("_")),
        let whole = sexagesimal(groups)
      else { return nil }
      return whole + (number(fraction) ?? 0)
    }
    let hasWhole = scan.digits(also: Scan.underscore) > 0
    // Before a fraction alone, PyYAML takes no sign.
    if hasWhole ? rest.first == Scan.underscore : text.utf8.first != UInt8(ascii: ".") { return nil }
    guard scan.take(".") else { return nil }
    if !hasWhole, scan.rest.first?.isIn(.digit) != true { return nil }
    _ = scan.digits(also: Scan.underscore)
    if scan.take("e") || scan.take("E") {
      guard scan.take("+") || scan.take("-"), scan.digits() > 0 else { return nil }
    }
    return scan.rest.isEmpty ? number(rest) : nil
  }

  private static func sexagesimal(_ groups: [ArraySlice<UInt8>]) -> Double? {
    guard let first = groups.first, let digit = first.first, digit.isIn(.digit),
      var sum = value(first.filter { $0 != Scan.underscore }[...], radix: 10)
    else { return nil }
    for group in groups.dropFirst() {
      guard (1...2).contains(group.count), let next = value(group, radix: 10), next < 60 else { return nil }
      sum = sum * 60 + next
    }
    return sum
  }

  /// Go's reader as Kubernetes has it (sigs.k8s.io/yaml, `resolve`), and so kubectl, Argo CD and Flux.
  static func kubernetes(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, mayBeNumber(bytes) else { return nil }
    if let special = Scalar.notFinite(text) { return special }
    if first == UInt8(ascii: ".") {
      // Underscores stand between digits.
      for (position, byte) in bytes.enumerated() where byte == Scan.underscore {
        guard position > 0, position + 1 < bytes.count, bytes[position - 1].isIn(.digit),
          bytes[position + 1].isIn(.digit)
        else { return nil }
      }
      return float(bytes.filter { $0 != Scan.underscore })
    }
    let plain = bytes.filter { $0 != Scan.underscore }
    return integer(plain) ?? float(plain) ?? binary(plain)
  }

  /// `strconv.ParseInt` and `ParseUint` of 64 bits with the base of the prefix.
  private static func integer(_ plain: [UInt8]) -> Double? {
    var scan = Scan(plain)
    let hasSign = scan.rest.first?.isIn(.digit) == false
    let sign = scan.sign()
    let rest = scan.rest
    guard !rest.isEmpty else { return nil }
    var (digits, radix) = (rest, 10)
    if rest.count > 1, rest.first == UInt8(ascii: "0") {
      switch rest[rest.startIndex + 1] | 0x20 {
      case UInt8(ascii: "b"): (digits, radix) = (rest.dropFirst(2), 2)
      case UInt8(ascii: "o"): (digits, radix) = (rest.dropFirst(2), 8)
      case UInt8(ascii: "x"): (digits, radix) = (rest.dropFirst(2), 16)
      default: (digits, radix) = (rest.dropFirst(), 8)
      }
    }
    guard value(digits, radix: radix) != nil,
      let magnitude = UInt64(String(decoding: digits, as: UTF8.self), radix: radix),
      !hasSign || magnitude <= UInt64(Int64.max) + (sign < 0 ? 1 : 0)
    else { return nil }
    return sign * Double(magnitude)
  }

  private static func float(_ plain: [UInt8]) -> Double? {
    var scan = Scan(plain)
    guard scan.isDecimal(),
      let number = Double(String(decoding: plain, as: UTF8.self)), number.isFinite
    else { return nil }
    return number
  }

  /// `0b` with a sign behind it, which Go takes too.
  private static func binary(_ plain: [UInt8]) -> Double? {
    guard plain.starts(with: "0b".utf8) else { return nil }
    return Int(String(decoding: plain.dropFirst(2), as: UTF8.self), radix: 2).map(Double.init)
  }

  private static func mayBeNumber(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return false }
    return Scalar.mayStartNumber(first)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Double? {
    Double(String(decoding: digits.filter { $0 != Scan.underscore }, as: UTF8.self).withoutOpenPoint)
  }

  /// Digits alone, without a sign.
  private static func value(_ digits: ArraySlice<UInt8>, radix: Int) -> Double? {
    guard !digits.isEmpty else { return nil }
    if radix == 10 {
      return digits.consists(of: .digit) ? Double(String(decoding: digits, as: UTF8.self)) : nil
    }
    var sum = 0.0
    for byte in digits {
      guard let digit = byte.hexDigitValue, digit < radix else { return nil }
      sum = sum * Double(radix) + Double(digit)
    }
    return sum
  }
}

extension String {
  /// `5.` as Swift reads it.
  fileprivate var withoutOpenPoint: String {
    guard let point = utf8.firstIndex(of: UInt8(ascii: ".")) else { return self }
    let after = utf8.index(after: point)
    return after == endIndex || utf8[after] | 0x20 == UInt8(ascii: "e")
      ? "\(self[..<point])\(self[after...])" : self
  }
}

/// Walks over the spelling of a number.
private struct Scan {
  static let underscore = UInt8(ascii: "_")

  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, the whole of it.
  mutating func isDecimal() -> Bool {
    _ = sign()
    var count = digits()
    if take(".") { count += digits() }
    guard count > 0 else { return false }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }

  mutating func sign() -> Double {
    if take("-") { return -1 }
    _ = take("+")
    return 1
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func digits(also other: UInt8? = nil) -> Int {
    let count = rest.prefix { $0.isIn(.digit) || $0 == other }.count
    rest = rest.dropFirst(count)
    return count
  }

  /// What follows a point.
  var word: String { String(decoding: rest.dropFirst(), as: UTF8.self) }
}
