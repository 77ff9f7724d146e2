import TestSupport
import Testing
import YAML

@testable import Vendoring

/// Edits of deno.json leave everything else as it is.
struct ImportsEditTests {
  private static func edited(_ text: String?, _ set: [(String, String)], removing: [String] = []) throws
    -> String
  {
    let edit = ImportsEdit(text.map { Array($0.utf8) })
    let bytes = try edit.result(setting: set.map { (name: $0.0, address: $0.1) }, removing: removing)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    arguments: [
      (nil, "{\n  \"imports\": {\n    \"b\": \"./b\",\n    \"c\": \"./c\"\n  }\n}\n"),
      ("// later\n", "// later\n{\n  \"imports\": {\n    \"b\": \"./b\",\n    \"c\": \"./c\"\n  }\n}\n"),
      ("{}", "{\n  \"imports\": {\n    \"b\": \"./b\",\n    \"c\": \"./c\"\n  }\n}"),
      ("{\"imports\": {}}", "{\"imports\": {\n  \"b\": \"./b\",\n  \"c\": \"./c\"\n}}"),
      ("{\"imports\": {\"a\": \"./a\"}}", "{\"imports\": {\"a\": \"./a\", \"b\": \"./b\", \"c\": \"./c\"}}"),
      (
        "{\r\n\t\"imports\": {\r\n\t\t\"a\": \"./a\" // one\r\n\t\t/* end */\r\n\t}, // x\r\n}",
        "{\r\n\t\"imports\": {\r\n\t\t\"a\": \"./a\", // one\r\n\t\t/* end */\r\n\t\t\"b\": \"./b\",\r\n\t\t\"c\": \"./c\"\r\n\t}, // x\r\n}"
      ),
      (
        "{\n  \"imports\": {\n    \"a\": \"./a\",\n  }\n}",
        "{\n  \"imports\": {\n    \"a\": \"./a\",\n    \"b\": \"./b\",\n    \"c\": \"./c\",\n  }\n}"
      ),
      (
        "{\n    \"tasks\": {}\n}\n",
        "{\n    \"tasks\": {},\n    \"imports\": {\n        \"b\": \"./b\",\n        \"c\": \"./c\"\n    }\n}\n"
      ),
      // One that is there keeps its place.
      (
        "{\n  \"imports\": {\n    \"c\": \"npm:c@1\", // c\n    \"a\": \"./a\"\n  }\n}",
        "{\n  \"imports\": {\n    \"c\": \"./c\", // c\n    \"a\": \"./a\",\n    \"b\": \"./b\"\n  }\n}"
      ),
      (
        "\u{FEFF}{\"imports\": {\"b\": \"x\", \"c\": \"./c\"}}",
        "\u{FEFF}{\"imports\": {\"b\": \"./b\", \"c\": \"./c\"}}"
      ),
    ] as [(String?, String)]) func `entries are written`(text: String?, expected: String) throws
  {
    let result = try Self.edited(text, [("c", "./c"), ("b", "./b")])
    #expect(result == expected)
    #expect(try Self.edited(result, [("c", "./c"), ("b", "./b")]) == result)
  }

  @Test(arguments: [
    (["a"], "{\n  \"imports\": {\n    \"b\": \"2\", // two\n    \"c\": \"3\"\n  }\n}"),
    (["b"], "{\n  \"imports\": {\n    \"a\": \"1\",\n    // two\n    \"c\": \"3\"\n  }\n}"),
    (["c"], "{\n  \"imports\": {\n    \"a\": \"1\",\n    \"b\": \"2\" // two\n  }\n}"),
    (["a", "b", "c"], "{\n  \"imports\": {\n    // two\n  }\n}"),
  ]) func `entries are removed`(names: [String], expected: String) throws {
    let text = "{\n  \"imports\": {\n    \"a\": \"1\",\n    \"b\": \"2\", // two\n    \"c\": \"3\"\n  }\n}"
    #expect(try Self.edited(text, [], removing: names) == expected)
  }

  @Test func `any file says afterwards what it should, and what it said`() throws {
    var random = SplitMix64.seeded(for: "edits of deno.json")
    for _ in 0..<fuzzRounds(otherwise: 500) {
      var writer = Writer(random: random)
      let text = writer.file()
      random = writer.random
      let names = ["a", "b", "c", "d/", "é", "jsr:@x/y@1"].filter { _ in Bool.random(using: &random) }
      let removed = ["a", "d/", "q"].filter { !names.contains($0) }
      let set = names.map { ($0, "./vendor/\($0.utf8.count).ts") }
      let result = try Self.edited(text, set, removing: removed)
      let value = try JSON.read(Array(result.utf8), .commented)
      for (name, address) in set { #expect(value["imports"]?[name] == .string(address), "\(text)") }
      for name in removed { #expect(value["imports"]?[name] == nil, "\(text)") }
      #expect(value["tasks"] == (try JSON.read(Array(text.utf8), .commented))["tasks"], "\(text)")
      for comment in ["/*1*/", "// 2", "/* } */"] {
        #expect(
          result.components(comment) == text.components(comment), "\(comment) of \(text) in \(result)")
      }
      #expect(try Self.edited(result, set, removing: removed) == result)
    }
  }

  /// Writes files of all kinds of style.
  private struct Writer {
    var random: SplitMix64

    mutating func file() -> String {
      var members = ["\"tasks\"\(blank()):\(blank()){\"x\": [1, \"}\"]}"]
      if Int.random(in: 0..<4, using: &random) > 0 {
        let names = ["a", "b", "d/", "q", "z\\\"{"].shuffled(using: &random).prefix(
          Int.random(in: 0...5, using: &random))
        members.append(
          "\"imports\"\(blank()):\(blank())\(object(names.map { "\"\($0)\": \"npm:x,y\"" }))"
        )
      }
      return blank() + object(members.shuffled(using: &random)) + blank()
    }

    private mutating func object(_ members: [String]) -> String {
      var text = "{\(blank())"
      for (position, member) in members.enumerated() {
        text += member + blank()
        if position < members.count - 1 || Bool.random(using: &random) { text += ",\(blank())" }
      }
      return "\(text)}"
    }

    private mutating func blank() -> String {
      ["", " ", "\n", "\r\n  ", "\t", "/*1*/", "// 2\n", " /* } */ "].randomElement(using: &random) ?? ""
    }
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(_ text: String) -> Int {
    self.split(separator: text, omittingEmptySubsequences: false).count
  }
}
