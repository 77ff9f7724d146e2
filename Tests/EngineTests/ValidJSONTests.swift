import Diagnostics
import Engine
import NIOCore
import Testing
import YAML

struct ValidJSONTests {
  @Test("A large text is looked at elsewhere, with the same result")
  func large() async throws {
    let items = ByteBuffer(string: "[" + String(repeating: "0,", count: 200_000) + "0]")
    #expect(try await ValidJSON.scanning(items).bytes == items)
    var broken = items
    broken.writeString("]")
    await #expect(
      throws: Problem(position: Position(line: 1, column: 400_004), message: "there is text after the value")
    ) {
      _ = try await ValidJSON.scanning(broken)
    }
  }

  @Test("Whatever is written into an object, it is JSON that reads back the same")
  func writer() throws {
    let hostile = "a\"},{\"b\\\u{0}\n\u{2028}é"
    var writer = JSONObjectWriter(capacity: 0)
    writer.write("text", string: hostile)
    writer.write(JSONKey(hostile), try ValidJSON(ByteBuffer(string: " [1, {}] ")))
    writer.write("members") { members in
      members.write("yes", true)
      members.write("none") { _ in }
      members.write("half", 0.5)
      members.write("nothing", Double.infinity)
    }
    writer.write("no", false)
    let json = writer.finish()
    let value = try JSON.read(Array(json.bytes.readableBytesView))
    #expect(
      value
        == [
          "text": .string(hostile), hostile: .sequence([.integer(1), .mapping(Mapping())]),
          "members": [
            "yes": .bool(true), "none": .mapping(Mapping()), "half": .number(0.5), "nothing": .null,
          ],
          "no": .bool(false),
        ])
    #expect(throws: Never.self) { try ValidJSON(json.bytes) }
  }
}

/// W3C Trace Context, sections 3.2 and 3.3.
struct TraceContextTests {
  private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
  private static let parent = "00f067aa0ba902b7"
  private static let usual = "00-\(trace)-\(parent)-01"

  @Test(
    "What goes on is version 00, with the flags that it knows",
    arguments: [
      (usual, usual), ("00-\(trace)-\(parent)-00", "00-\(trace)-\(parent)-00"),
      ("00-\(trace)-\(parent)-ff", "00-\(trace)-\(parent)-03"), ("01-\(trace)-\(parent)-01", usual),
      ("cc-\(trace)-\(parent)-01-what-the-future-will-be-like", usual),
      ("01-\(trace)-\(parent)-01-\"", usual),
      ("01-\(trace)-\(parent)-01-", usual),
    ])
  func parents(_ text: String, _ expected: String) {
    #expect(TraceContext(parents: [text], states: [])?.parent == expected)
  }

  @Test(arguments: [
    [], [usual, usual], [""], ["00"], ["00-\(trace)-\(parent)"], ["00-\(trace)-\(parent)-01-"],
    ["00-\(trace)-\(parent)-01-x"], ["ff-\(trace)-\(parent)-01"], ["01-\(trace)-\(parent)-01\""],
    ["01-\(trace)-\(parent)-01.x"], ["00-\(trace.uppercased())-\(parent)-01"], ["0-\(trace)-\(parent)-01"],
    ["00-\(String(repeating: "0", count: 32))-\(parent)-01"],
    ["00-\(trace)-\(String(repeating: "0", count: 16))-01"], ["00-\(trace)-\(parent)-1"],
    ["00-\(trace)-\(parent)-0x"], ["00-\(trace.dropLast())\"-\(parent)-01"], ["00-\(trace)é-\(parent)-01"],
    ["00 \(trace)-\(parent)-01"], [" \(usual)"], ["+0-\(trace)-\(parent)-01"], ["00-\(trace)-\(parent)-+1"],
  ])
  func noParents(_ texts: [String]) {
    #expect(TraceContext(parents: texts, states: ["a=b"]) == nil)
  }

  @Test(
    arguments: [
      ([], nil), ([""], nil), (["a=b"], "a=b"), ([" a=b ,\tc=d "], "a=b,c=d"),
      (["a=b", "c=d,e=f"], "a=b,c=d,e=f"),
      (["a=b,,c=d"], "a=b,c=d"), (["tenant@system=x y"], "tenant@system=x y"), (["0a_-*/@=!~"], "0a_-*/@=!~"),
      (["a=b,a=c"], nil), (["A=b"], nil), (["a"], nil), (["a="], nil), (["=b"], nil), (["a=b=c"], nil),
      (["a=é"], nil),
      (["a=\u{1}"], nil), (["_a=b"], nil),
      (
        [(1...32).map { "k\($0)=v" }.joined(separator: ",")],
        (1...32).map { "k\($0)=v" }.joined(separator: ",")
      ),
      ([(1...33).map { "k\($0)=v" }.joined(separator: ",")], nil),
      (["a=" + String(repeating: "v", count: 257)], nil), ([String(repeating: "k", count: 257) + "=v"], nil),
    ] as [([String], String?)])
  func states(_ values: [String], _ expected: String?) {
    let context = TraceContext(parents: [Self.usual], states: values)
    #expect(context?.parent == Self.usual)
    #expect(context?.state == expected)
  }
}
