import Testing
import YAML

struct JSONTests {
  private let value: Value = [
    "name": "a", "empty": [[:], []], "list": [1, true, .null], "nested": ["k": ["l": -2]],
  ]

  @Test func `compact is one line`() {
    #expect(
      JSON.compact(value)
        == #"{"name":"a","empty":[{},[]],"list":[1,true,null],"nested":{"k":{"l":-2}}}"#)
  }

  @Test func `pretty has two spaces per level`() {
    #expect(
      JSON.pretty(value) == """
        {
          "name": "a",
          "empty": [
            {},
            []
          ],
          "list": [
            1,
            true,
            null
          ],
          "nested": {
            "k": {
              "l": -2
            }
          }
        }
        """)
  }

  @Test(arguments: [
    ("", #""""#),
    ("a\"b\\c/d", #""a\"b\\c/d""#),
    ("\n\r\t", #""\n\r\t""#),
    ("\u{0}\u{8}\u{C}\u{1B}\u{7F}", #""\u0000\u0008\u000c\u001b\u007f""#),
    ("\u{80}\u{85}\u{9F}\u{A0}", "\"\\u0080\\u0085\\u009f\u{A0}\""),
    ("\u{2028}\u{2029}\u{FEFF}\u{FFFE}\u{FFFF}", #""\u2028\u2029\ufeff\ufffe\uffff""#),
    ("é 日本 😀 <&>", #""é 日本 😀 <&>""#),
  ])
  func `what JSON forbids and terminals act on is escaped`(text: String, written: String) {
    #expect(JSON.compact(.string(text)) == written)
  }

  @Test(arguments: [
    (0.5, "0.5"), (1.0, "1.0"), (1e16, "1e+16"), (-1e-7, "-1e-07"), (.nan, "null"),
    (-.infinity, "null"),
  ])
  func `numbers are shortest, and null without a JSON form`(number: Double, written: String) {
    #expect(JSON.compact(.number(number)) == written)
  }
}
