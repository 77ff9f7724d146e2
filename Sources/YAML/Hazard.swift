import Bytes

extension Scalar {
  /// Why readers of YAML disagree on this unquoted scalar, or nodes do not get what it says, with what to write;
  /// nil when all read the same.
  ///
  /// We read by YAML 1.2. YAML 1.1 (PyYAML) and Kubernetes' reader in Go, which is between the two, take more and
  /// other words and spellings for booleans and numbers, and whoever wrote this may have meant those.
  package var hazard: String? {
    guard isPlain, let first = text.utf8.first else { return nil }
    if isJSON { return loss }
    if let bool = Self.oldBooleans[text] {
      return
        "`\(text)` without quotes is a boolean in YAML 1.1, and a text here; write `\(bool)` or `\"\(text)\"`"
    }
    guard Self.mayStartNumber(first), !isUsualInteger else { return nil }
    let here = number.map(Self.double)
    if let here, !here.isFinite { return beyond }
    let readings = [
      ("in YAML 1.1", NumberReading.old(text)), ("for kubectl", NumberReading.kubernetes(text)),
    ]
    let others = readings.filter { $0.1 != here }
    if others.isEmpty { return loss }
    let isOne = others.dropFirst().allSatisfy { $0.1 == others[0].1 }
    let said =
      isOne
      ? "\(Self.shown(others[0].1)) \(others.map(\.0).joined(separator: " and "))"
      : others.map { "\(Self.shown($0.1)) \($0.0)" }.joined(separator: ", ")
    return "`\(short)` without quotes is \(said), and \(Self.shown(here)) here; "
      + "write \(ways(others.map(\.1) + [here]))"
  }

  /// Why JavaScript, the nodes' language, cannot hold this number, with what to write; nil when it can, and for
  /// everything that is no number.
  private var loss: String? {
    guard isPlain, let first = text.utf8.first, Self.mayStartNumber(first), let number else { return nil }
    let double = Self.double(number)
    guard double.isFinite else {
      // JSON that goes to the nodes as it was written is read by JavaScript, which knows infinity; written anew, it is
      // null.
      return isJSON
        ? "`\(short)` is more than a number of JavaScript holds: nodes get \(double.javaScript) or null; write \(quoted)"
        : beyond
    }
    let digits: DecimalDigits? =
      switch number {
      case .integer(let integer): DecimalDigits(Array(String(integer).utf8))
      default: isBased ? nil : DecimalDigits(Array(text.utf8))
      }
    if digits == DecimalDigits(double) { return nil }
    let relation =
      double == 0
      ? "is nearer to zero than" : double.magnitude < 0x1p53 ? "has more digits than" : "is more than"
    return
      "`\(short)` \(relation) a number of JavaScript holds: nodes get \(double.javaScript); write \(quoted)"
  }

  private var beyond: String {
    "`\(short)` is not a JSON number, and nodes get null; write `null`, a number, or \(quoted)"
  }

  /// Whether it is a decimal number below 2^53 that all read the same.
  private var isUsualInteger: Bool {
    text.utf8.count <= 15 && text.utf8.first != UInt8(ascii: "0") && text.consists(of: .digit)
  }

  private var isBased: Bool { text.hasPrefix("0x") || text.hasPrefix("0o") }

  private static let longestShown = 60

  private var short: String { text.utf8.count > Self.longestShown ? "\(text.prefix(40))…" : text }

  private var quoted: String {
    text.utf8.count > Self.longestShown ? "it in quotes" : "`\"\(text)\"`"
  }

  /// Each number that somebody reads, so that all read it, or the text.
  private func ways(_ readings: [Double?]) -> String {
    var ways: [String] = []
    for case let number? in readings where number.isFinite && number.magnitude <= 0x1p53 {
      // YAML 1.1 knows an exponent by the point before it.
      let text = number.javaScript
      let way = text.contains(".") ? "`\(text)`" : "`\(text.replacing("e", with: ".0e"))`"
      if !ways.contains(way) { ways.append(way) }
    }
    return ways.isEmpty ? quoted : "\(ways.joined(separator: ", ")) or \(quoted)"
  }

  private static func shown(_ number: Double?) -> String { number?.javaScript ?? "a text" }

  private static func double(_ value: Value) -> Double {
    switch value {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: .nan
    }
  }

  /// YAML 1.1, of which PyYAML leaves out the single letters.
  private static let oldBooleans: [String: Bool] = {
    var words: [String: Bool] = [:]
    for (word, bool) in [
      ("y", true), ("yes", true), ("on", true), ("n", false), ("no", false), ("off", false),
    ] {
      for spelling in [word, word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()] {
        words[spelling] = bool
      }
    }
    return words
  }()
}
