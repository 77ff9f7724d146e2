import Files
import Foundation
import TestSupport
import Testing

@testable import Engine

/// The forms in which a value may be written, each with the values of the kinds that were missed once.
struct RedactionFormTests {
  private static let values = [
    "hunter22", "Zq7kW9xT", "s3cret/+ü\"\\", "it's \"quoted\\nowhere\" `so`", "with a line\nbreak inside",
    "tab\tand\u{1B}[31m",
    "emoji🚀key", "%41%2f+100%", "C:\\new\\table", "\u{85}next\u{2028}line", "back\\", "a=b&c=d?e#f",
  ]

  private static func json(_ text: String) -> String {
    let data = try? JSONSerialization.data(withJSONObject: text, options: [.fragmentsAllowed])
    return data.map { String(String(decoding: $0, as: UTF8.self).dropFirst().dropLast()) } ?? text
  }

  /// Everything as `\u` escapes, as some writers do with what is not ASCII.
  private static func unicode(_ text: String, _ format: String) -> String {
    text.utf16.map { String(format: format, Int($0)) }.joined()
  }

  private static func ascii(_ text: String) -> String {
    json(text).unicodeScalars.map { $0.isASCII ? String($0) : unicode(String($0), "\\u%04x") }.joined()
  }

  private static func percent(_ text: String, _ format: String) -> String {
    text.utf8.map { String(format: format, Int($0)) }.joined()
  }

  private static func component(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
  }

  /// A byte for each character, where there are no others than those up to U+00FF.
  private static func latinBytes(_ text: String) -> [UInt8] {
    let bytes = text.unicodeScalars.compactMap { UInt8(exactly: $0.value) }
    return bytes.count == text.unicodeScalars.count ? bytes : Array(text.utf8)
  }

  private static func latin(_ text: String) -> String {
    latinBytes(text).map { String(format: "%%%02X", Int($0)) }.joined()
  }

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private static func base64URL(_ text: String) -> String {
    base64(text).replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
  }

  /// As Deno's `inspect` writes a text in an object.
  private static func inspected(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\n": "\\n"
      case "\t": "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": String(format: "\\x%02x", scalar.value)
      default: String(scalar)
      }
    }.joined()
  }

  private static let forms: [(String, @Sendable (String) -> String)] = [
    ("as it is", { $0 }), ("JSON", json), ("JSON in JSON", { json(json($0)) }),
    ("JSON in JSON in JSON", { json(json(json($0))) }), ("JSON in ASCII", ascii),
    ("JSON in ASCII in JSON", { json(ascii($0)) }), ("\\u, lower case", { unicode($0, "\\u%04x") }),
    ("\\u, upper case", { unicode($0, "\\u%04X") }), ("inspect", inspected),
    ("encodeURIComponent", component),
    ("encodeURIComponent twice", { component(component($0)) }),
    ("all percent, lower case", { percent($0, "%%%02x") }),
    ("all percent, upper case", { percent($0, "%%%02X") }),
    ("form", { component($0).replacingOccurrences(of: "%20", with: "+") }),
    ("URL in JSON", { json("https://h.example/?q=\(component($0))") }),
    ("JSON in URL", { component(json($0)) }),
    ("escape", latin), ("btoa", { Data(latinBytes($0)).base64EncodedString() }),
    ("Basic by btoa", { Data(latinBytes("us:\($0)")).base64EncodedString() }),
    ("Base64", base64), ("Base64 for URLs", base64URL), ("Basic", { base64("user:\($0)") }),
    ("Basic with a short name", { base64("me:\($0)") }), ("Basic behind a name", { base64("u:\($0)") }),
    ("Base64 in JSON with slashes escaped", { base64("k=\($0)").replacingOccurrences(of: "/", with: "\\/") }),
    ("Base64 in a URL", { component(base64($0)) }),
  ]

  @Test(arguments: forms.map(\.0))
  func form(_ name: String) throws {
    let write = try #require(Self.forms.first { $0.0 == name }?.1)
    for value in Self.values {
      for kept in [value, value + "\n", "  \(value)\t\r\n"] {
        let redactor = Redactor(texts: [kept, "another value"])
        let redacted = redactor.redact("x: \(write(value))")
        #expect(!leaks(redacted), "\(value) as \(write(value)) → \(redacted)")
      }
    }
  }

  /// Whether anything but signs of the form itself, and a backslash at the end, is left behind what stands before a
  /// value.
  private func leaks(_ redacted: String) -> Bool {
    guard let place = redacted.range(of: Redactor.replacement) else { return true }
    let rest = redacted[place.upperBound...].replacingOccurrences(of: "%3D", with: "")
    return rest.contains { !"=\\\"%50u2Cc".contains($0) }
  }

  @Test("A value is found behind anything, also what could be the beginning of an escape")
  func behind() {
    let redactor = Redactor(texts: ["nsecret1", "abcd1234", "u00e9value"])
    for before in ["\\", "%", "\\\\", "C:\\", "100%", "\\u", "x\\n", "+"] {
      for value in ["nsecret1", "abcd1234", "u00e9value"] {
        let redacted = redactor.redact(before + value)
        #expect(redacted.hasSuffix("[redacted]") && !redacted.contains(value), "\(redacted)")
      }
    }
  }

  @Test("Values that overlap are taken out together, those that touch one by one")
  func overlap() {
    let redactor = Redactor(texts: ["abcd", "cdef", "wxyz"])
    #expect(redactor.redact("abcdef") == "[redacted]")
    #expect(redactor.redact("abcdwxyz") == "[redacted][redacted]")
  }

  @Test("What was replaced is hidden for an hour more, and then forgotten")
  func forgetting() {
    var values = RedactedValues()
    let start = ContinuousClock.now
    #expect(values.replace(by: ["first-one", "kept"], now: start) == true)
    #expect(values.replace(by: ["kept", "first-one"], now: start + .seconds(10)) == false)
    #expect(values.replace(by: ["second-one", "kept"], now: start + .seconds(20)) == true)
    #expect(Set(values.texts) == ["first-one", "second-one", "kept"])
    #expect(values.forget(now: start + .seconds(3619)) == false)
    #expect(values.forget(now: start + .seconds(3620)) == true)
    #expect(Set(values.texts) == ["second-one", "kept"])
    #expect(values.replace(by: ["kept"], now: start + .seconds(4000)) == false)
    #expect(values.replace(by: ["kept", "second-one"], now: start + .seconds(4001)) == false)
    #expect(values.forget(now: start + .seconds(9000)) == false)
    #expect(Set(values.texts) == ["second-one", "kept"])
  }

  @Test("Two thousand values take little longer to look for than one")
  func many() {
    let line = Array(
      (0..<400).map { "a line of the log with number \($0) and https://host.example/path?x=\($0) in it" }
        .joined().utf8)
    func time(_ count: Int) -> Duration {
      let redactor = Redactor(texts: (0..<count).map { "value-\($0 &* 7_919)-of-a-secret" })
      let clock = ContinuousClock()
      return (0..<3).map { _ in clock.measure { for _ in 0..<3 { _ = redactor.redact(line) } } }.min()
        ?? .zero
    }
    let one = time(1)
    #expect(time(2000) < one * 6)
  }
}
