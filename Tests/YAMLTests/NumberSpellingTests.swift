import TestSupport
import Testing
import YAML

/// How numbers are spelt in YAML 1.1, YAML 1.2 and Kubernetes' reader, and what we say when they differ.
struct NumberSpellingTests {
  /// What we read; nil for a text. All else is PyYAML's and kubectl's to say.
  static let spellings: [(text: String, here: Value?)] = [
    ("1", 1), ("-1", -1), ("+1", 1), ("0", 0), ("-0", 0), ("00", 0), ("07", 7), ("012", 12), ("0755", 755),
    ("-0755", -755), ("+0755", 755), ("089", 89), ("-089", -89), ("0o7", 7), ("0o17", 15), ("-0o7", nil),
    ("0o-7", nil), ("0o+7", nil), ("+0o7", nil), ("0O7", nil), ("0o8", nil), ("0o", nil), ("0x10", 16),
    ("0xaF", 175),
    ("0X10", nil), ("-0x10", nil), ("+0x10", nil), ("0x-10", nil), ("0x+10", nil), ("0x", nil), ("0xG", nil),
    ("0x_1", nil), ("0x1_0", nil), ("0b101", nil), ("-0b101", nil), ("0b+1", nil), ("0B1", nil),
    ("0b102", nil),
    ("0b_1", nil), ("1_000", nil), ("_1", nil), ("1_", nil), ("1__0", nil), ("-1_000", nil), ("1_000.5", nil),
    ("0_7", nil), ("0_9", nil), ("0o_7", nil), ("1.5", .number(1.5)), ("-1.5", .number(-1.5)),
    ("+1.5", .number(1.5)),
    (".5", .number(0.5)), ("-.5", .number(-0.5)), ("+.5", .number(0.5)), ("5.", .number(5)),
    ("-5.", .number(-5)),
    (".", nil), ("-.", nil), ("..", nil), ("-", nil), ("+", nil), ("1e3", .number(1000)),
    ("1E3", .number(1000)),
    ("1e+3", .number(1000)), ("1e-3", .number(0.001)), ("1.5e3", .number(1500)), ("1.5e+3", .number(1500)),
    ("1.e+3", .number(1000)), (".5e+3", .number(500)), (".5e3", .number(500)), ("1e", nil), ("1e+", nil),
    ("e3", nil),
    ("1e3.5", nil), ("1_0e+3", nil), ("1e1_0", nil), ("1e_3", nil), ("._5", nil), (".5_0", nil),
    ("5._0", nil),
    ("-_1", nil), ("_", nil), ("-_", nil), (".iNf", nil), ("inf", nil), ("Infinity", nil), ("-Infinity", nil),
    ("nan", nil), ("+.nan", nil), ("12:30", nil), ("-12:30", nil), ("+12:30", nil), ("12:30:45", nil),
    ("1:2", nil),
    ("0:30", nil), ("08:30", nil), ("12:60", nil), ("8080:80", nil), ("12:30.5", nil), ("-12:30.5", nil),
    ("190:20:30.15", nil), ("1_0:30", nil), ("12:3", nil), (":30", nil), ("0.1", .number(0.1)),
    ("1.10", .number(1.1)),
    ("00.5", .number(0.5)), ("2026", 2026), ("1.2.3", nil), ("1-2", nil), ("--1", nil), ("+-1", nil),
    ("1+", nil),
    ("0x1p4", nil), ("1,000", nil), ("0d10", nil), ("-0x0", nil), ("9007199254740992", 9_007_199_254_740_992),
    ("127.0.0.1", nil), ("1.5m", nil), ("250m", nil), ("1Gi", nil), ("1e3Mi", nil), ("v1", nil),
    ("1 000", nil),
  ]

  @Test(arguments: spellings.map(\.text))
  func `we read by the core schema of YAML 1.2`(text: String) throws {
    let here = try #require(Self.spellings.first { $0.text == text }).here
    #expect(Scalar(text: text, isPlain: true).resolved == here ?? .string(text))
    #expect(Scalar(text: text, isPlain: false).resolved == .string(text))
  }

  /// One document for all, read by the two judges.
  @Test(.needs(.kubectl, .python))
  func `a hazard is what PyYAML or kubectl reads otherwise`() throws {
    let all = Self.spellings.map(\.text) + Self.random(500)
    let ours = all.map { JSON.compact(Scalar(text: $0, isPlain: true).resolved) }
    let judged = try Readers.numbers(all, expecting: ours)
    for (position, text) in all.enumerated() {
      let isHazard = Scalar(text: text, isPlain: true).hazard != nil
      #expect(isHazard == judged.contains(position), "\(text)")
    }
  }

  private static func random(_ count: Int) -> [String] {
    var random = SplitMix64(seed: 11)
    let pieces = [
      "0", "1", "7", "8", "12", "30", "60", ".", "_", ":", "+", "-", "e", "E", "0x", "0o", "0b", "a", "F",
    ]
    var texts: [String] = []
    while texts.count < count {
      let text = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      // What is not a plain scalar, and what is not a number for anybody.
      if text == "-" || text.hasPrefix(":") || text.hasSuffix(":") || text.hasPrefix("- ") { continue }
      if text.contains(where: { "0178236".contains($0) }) { texts.append(text) }
    }
    return texts
  }

  @Test(arguments: [
    (
      "0755",
      "`0755` without quotes is 493 in YAML 1.1 and for kubectl, and 755 here; write `493`, `755` or `\"0755\"`"
    ),
    ("-12:30", "`-12:30` without quotes is -750 in YAML 1.1, and a text here; write `-750` or `\"-12:30\"`"),
    ("1e3", "`1e3` without quotes is a text in YAML 1.1, and 1000 here; write `1000` or `\"1e3\"`"),
    ("0o17", "`0o17` without quotes is a text in YAML 1.1, and 15 here; write `15` or `\"0o17\"`"),
    ("089", "`089` without quotes is a text in YAML 1.1, and 89 here; write `89` or `\"089\"`"),
    (
      "0777777777777777777777777",
      "`0777777777777777777777777` without quotes is 4.722366482869645e+21 in YAML 1.1, and 7.777777777777778e+23 here; write `\"0777777777777777777777777\"`"
    ),
    ("yes", "`yes` without quotes is a boolean in YAML 1.1, and a text here; write `true` or `\"yes\"`"),
    (
      "1122334455667788993",
      "`1122334455667788993` is more than a number of JavaScript holds: nodes get 1122334455667789000; write `\"1122334455667788993\"`"
    ),
    (
      "12345678901234567890",
      "`12345678901234567890` is more than a number of JavaScript holds: nodes get 12345678901234567000; write `\"12345678901234567890\"`"
    ),
    (
      "+99999999999999999999",
      "`+99999999999999999999` is more than a number of JavaScript holds: nodes get 100000000000000000000; write `\"+99999999999999999999\"`"
    ),
    (
      "0x1FFFFFFFFFFFFFFFF",
      "`0x1FFFFFFFFFFFFFFFF` without quotes is a text for kubectl, and 36893488147419103000 here; write `\"0x1FFFFFFFFFFFFFFFF\"`"
    ),
    (
      "3.14159265358979323846",
      "`3.14159265358979323846` has more digits than a number of JavaScript holds: nodes get 3.141592653589793; write `\"3.14159265358979323846\"`"
    ),
    ("1e-7", "`1e-7` without quotes is a text in YAML 1.1, and 1e-7 here; write `1.0e-7` or `\"1e-7\"`"),
    (
      "1e-400",
      "`1e-400` without quotes is a text in YAML 1.1, and 0 here; write `0` or `\"1e-400\"`"
    ),
    (".inf", "`.inf` is not a JSON number, and nodes get null; write `null`, a number, or `\".inf\"`"),
    (".NaN", "`.NaN` is not a JSON number, and nodes get null; write `null`, a number, or `\".NaN\"`"),
    ("1e999", "`1e999` is not a JSON number, and nodes get null; write `null`, a number, or `\"1e999\"`"),
  ])
  func `a hazard says what is read and what to write`(text: String, message: String) {
    #expect(Scalar(text: text, isPlain: true).hazard == message)
    #expect(Scalar(text: text, isPlain: false).hazard == nil)
  }

  @Test(arguments: [
    ("9007199254740993", true), ("9007199254740992", false), ("-9007199254740993", true),
    ("9223372036854775807", true),
    ("1000000000000000000000", false), ("0.1", false), ("0.10", false), ("1e21", false), ("1e-400", true),
    ("-1e999", true),
    ("0.1000000000000000055511151231257827", true), ("123456789012345678", true), ("1e400", true),
    ("5e-324", false),
    ("1.7976931348623157e308", false), ("0.30000000000000004", false), ("\"text\"", false), ("true", false),
    ("100", false),
    ("0.000001", false), ("12345.678e2", false), ("0e5", false), ("-0", false), ("-0.0", false),
  ])
  func `a loss is told of numbers that JavaScript cannot hold`(text: String, isLost: Bool) throws {
    let element = try JSON.element(Array("[\(text)]".utf8))
    guard case .sequence(let items) = element.content, case .scalar(let scalar)? = items.first?.content else {
      return #expect(Bool(false))
    }
    #expect((scalar.hazard != nil) == isLost)
  }

  @Test(arguments: ["1.0e-7", "1.5e-7", "2024-01-01", "2024-01-01T10:00:00Z", "1.2.3", "0.10", "+5", ".5"])
  func `what all read is no hazard`(text: String) {
    #expect(Scalar(text: text, isPlain: true).hazard == nil)
  }

  @Test func `a number of a megabyte takes no time`() {
    let message = Scalar(text: String(repeating: "9", count: 1_000_000), isPlain: true).hazard
    #expect(message.map { $0.utf8.count < 300 } == true)
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1.5e-7, "1.5e-7"),
      (0.000001, "0.000001"),
      (-12.25, "-12.25"), (1e-10, "1e-10"), (123456789.125, "123456789.125"),
      (.leastNonzeroMagnitude, "5e-324"),
      (-.infinity, "-Infinity"),
      (1.2e22, "1.2e+22"),
    ] as [(Double, String)])
  func `numbers are written as JavaScript writes them`(number: Double, text: String) {
    #expect(number.javaScript == text)
  }
}
