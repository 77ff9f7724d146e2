import Engine
import Testing

/// What `trigger` prints of an answer, however it is cut on its way.
struct AnswerSummaryTests {
  private func summary(_ text: String, parts: Int) -> String? {
    var summary = AnswerSummary()
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: parts) {
      summary.add(bytes[start..<min(start + parts, bytes.count)])
    }
    return summary.json.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [
    (
      #"{"success":true,"outputs":{"a":{"outputs":[1,{"x":"}"}]}},"errors":{}}"#,
      #"{"success":true,"errors":{}}"#
    ),
    (#"{"outputs":{},"success":false}"#, #"{"success":false}"#),
    (#"{ "success" : true , "outputs" : "a\"}, b" }"#, #"{"success":true}"#),
    (
      #"{"success":true,"errors":{"outputs":"kept, {\"x\": 1}"}}"#,
      #"{"success":true,"errors":{"outputs":"kept, {\"x\": 1}"}}"#
    ),
    (
      #"{"success":true,"name":"outputs","n":[{"outputs":1}]}"#,
      #"{"success":true,"name":"outputs","n":[{"outputs":1}]}"#
    ),
    (#"{"success":true,"outputs":{"a":"é😀"},"errors":{"b":"é"}}"#, #"{"success":true,"errors":{"b":"é"}}"#),
  ])
  func kept(_ answer: String, _ expected: String) {
    for parts in [1, 2, 7, 1000] { #expect(summary(answer, parts: parts) == expected) }
  }

  @Test(arguments: [
    "", "<html>", "[]", "{}", #"{"success":"yes"}"#, #"{"success":true"#, #"{"success":true,"outputs":{"#,
    "null",
    #"{"success":true}}"#,
  ])
  func none(_ answer: String) {
    #expect(summary(answer, parts: 3) == nil)
  }

  @Test("Outputs take no memory, and errors without end are no answer")
  func size() {
    var summary = AnswerSummary()
    summary.add(#"{"outputs":""#.utf8)
    for _ in 0..<100 { summary.add(repeatElement(UInt8(ascii: "x"), count: 10_000)) }
    summary.add(#"","success":true}"#.utf8)
    #expect(summary.json == Array(#"{"success":true}"#.utf8))
    var endless = AnswerSummary()
    endless.add(#"{"success":true,"errors":""#.utf8)
    endless.add(repeatElement(UInt8(ascii: "x"), count: 5 << 20))
    endless.add(#""}"#.utf8)
    #expect(endless.json == nil)
  }
}
