import Testing
import WorkflowModel
import YAML

/// The rows are those of apimachinery's own tests, and what its documentation says of the grammar.
struct QuantityTests {
  @Test(arguments: [
    ("0.7", "700m"), ("0.5Gi", "512Mi"), ("1000m", "1"), ("1.", "1"), (".5", "500m"), ("1.G", "1G"),
    ("+1", "1"), ("-0", "0"), ("0Ki", "0"), ("00012", "12"), ("1.50", "1.5"), ("0.25", "250m"),
    // Exponents.
    ("1e3", "1k"), ("1E3", "1k"), ("1E", "1000P"), ("1.3E+6", "1300k"), ("0.5e-2", "5m"), ("12e6", "12M"),
    // Suffixes.
    ("1000n", "1u"), ("1000u", "1m"), ("1000k", "1M"), ("1000M", "1G"), ("1000G", "1T"), ("1000T", "1P"),
    ("1024", "1Ki"), ("1024Ki", "1Mi"), ("1024Mi", "1Gi"), ("1024Gi", "1Ti"), ("1024Ti", "1Pi"),
    ("1024Pi", "1Ei"), ("100.035Ki", "102435.84"), ("-0.5Gi", "-512Mi"),
    // What is finer than nano is rounded away from zero.
    ("3.001n", "4n"), ("1.1E-9", "2n"), ("0.0000000001", "1n"), ("0.9n", "1n"), ("-3.001n", "-4n"),
    ("0.00000012345", "124n"), ("0.000000000001Ki", "2n"), ("0.99999999999", "1"), ("1e-30", "1n"),
    // Binary amounts end at 2^63-1, decimal ones have no end.
    ("9Ei", "9223372036854775807"), ("9223372036854775807Ki", "8Ei"), ("-9Ei", "-9223372036854775807"),
    ("12E", "12000000000000000000"), ("18446744073709551616", "18446744073709551616.0"),
    ("100000000000000000000000000000000000000000", "1e41"),
  ])
  func `two texts of one amount are equal`(pair: (String, String)) throws {
    let (left, right) = (try #require(Quantity(pair.0)), try #require(Quantity(pair.1)))
    #expect(left == right)
    #expect(!(left < right) && !(right < left))
    #expect(left.hashValue == right.hashValue)
  }

  @Test func `amounts are in order`() throws {
    let texts = [
      "-1e30", "-2Ei", "-1", "-1m", "-1n", "0", "1n", "1u", "1m", "0.5", "999999999n", "1", "1.5", "1k",
      "1Ki",
      "1M", "1Mi", "1G", "1Gi", "1T", "1Ti", "1P", "1Pi", "1E", "1Ei", "8Ei", "9223372036854775808",
      "18446744073709551616", "18446744073709551616.000000001", "1e30",
    ]
    for (low, left) in texts.enumerated() {
      for (high, right) in texts.enumerated() {
        let (smaller, larger) = (try #require(Quantity(left)), try #require(Quantity(right)))
        #expect((smaller < larger) == (low < high), "\(left) and \(right)")
        #expect((smaller == larger) == (low == high), "\(left) and \(right)")
      }
    }
  }

  @Test(arguments: [
    "", "-", "+", ".", "-.", "Ki", "m", "e3", "1e", "1e+", "1e3.5", "1Kii", "1K", "1mi", "0x10", "1 ", " 1",
    "１",
    "1.2.3", "1e99999999999", "1e99999999999999999999", "nan", "inf", "--1", "+-1", "1_0", "1,5", "1MB",
    "ten", "1\u{212A}i", "1k\u{301}",
  ])
  func `anything else is no quantity`(text: String) {
    #expect(Quantity(text) == nil)
  }

  @Test func `numbers of a manifest are amounts, other values are not`() {
    #expect(Quantity(Value.number(0.7)) == Quantity("700m"))
    #expect(Quantity(Value.integer(2)) == Quantity("2"))
    #expect(Quantity(Value.number(1e21)) == Quantity("1e21"))
    #expect(Quantity(Value.number(.nan)) == nil)
    #expect(Quantity(Value.bool(true)) == nil)
    #expect(Quantity(Value.null) == nil)
    #expect(Quantity(Value.sequence([1])) == nil)
  }
}
