import Foundation
import TestSupport
import Testing

/// `validate --format sarif` against what the standard says of a log.
struct SARIFTests {
  @Test(.needs(.python, .tntc))
  func `every invalid workflow of the golden cases makes a valid log`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: GoldenTreeTests.golden.path)
    var logs: [Judge.Log] = []
    for name in names.sorted() {
      let input = GoldenTreeTests.golden.appending(path: "\(name)/input")
      guard FileManager.default.fileExists(atPath: input.path) else { continue }
      let outcome = try Tool.tntc.run(["validate", ".", "--format", "sarif"], in: input)
      // What cannot be read at all is told in words.
      if !outcome.output.isEmpty { logs.append((outcome.output, input)) }
    }
    let (findings, summary) = try Judge.verdicts(onLogs: logs)
    try #require(findings.count == logs.count, "\(findings)")
    for (log, found) in zip(logs, findings) { #expect(found == [], "\(log.folder.path)") }
    let told = summary.split(separator: " of ", maxSplits: 1).dropFirst().joined()
    let rules = Set(told.split(separator: ", ").map(String.init))
    let expected: Set = ["yaml", "fields", "name", "version", "triggers", "graph", "config", "source"]
    #expect(rules.isSuperset(of: expected), "only \(rules.sorted())")
  }

  @Test(.needs(.python, .tntc))
  func `hostile names and messages stay what they are`() throws {
    try withTemporaryFolder { folder in
      let name = "a b%20#?&<ü>\"'"
      try folder.write(Array("name: \"x\\u0007</script>\"\n".utf8), to: "\(name)/workflow.yaml")
      let outcome = try Tool.tntc.run(["validate", ".", "--format", "sarif"], in: folder)
      let (findings, summary) = try Judge.verdicts(onLogs: [(outcome.output, folder)])
      #expect(findings == [[]])
      #expect(summary.hasPrefix("judged ") && !summary.hasPrefix("judged 0"))
    }
  }

  @Test(.needs(.python, .tntc))
  func `risks of a comparison make a valid log`() throws {
    try withTemporaryFolder { folder in
      let input = GoldenTreeTests.golden.appending(path: "diff-gate/input")
      let place = folder.appending(path: "r")
      try FileManager.default.copyItem(at: input, to: place)
      func run(_ arguments: String...) throws -> [UInt8] { try Tool.tntc.run(arguments, in: place).output }
      _ = try run("render", "--tree", "before")
      let file = place.appending(path: "w/workflow.yaml")
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      let changed = text.replacingOccurrences(of: "hooks.slack.com", with: "hooks.example.com")
      try Data(changed.utf8).write(to: file)
      _ = try run("render", "--tree", "after", "--bump", "minor", "--image", "x/y:1")
      let entry =
        "risks: [{risk: wider-network, workflow: w, who: \"a\\u0007</script>\", why: \"::error::%\"}]"
      try place.write(Array(entry.utf8), to: ".tentacular/accepted.yaml")
      let log = try run("diff", "before", "after", "--format", "sarif")
      let (findings, summary) = try Judge.verdicts(onLogs: [(log, place)])
      #expect(findings == [[]])
      #expect(summary.contains("wider-network") && summary.contains("floating-image"), "\(summary)")
    }
  }

  private static let breaks = [
    ("\"startLine\": 1", "\"startLine\": 0"), ("\"startLine\": 1", "\"startLine\": 99"),
    ("\"ruleIndex\": 4", "\"ruleIndex\": 3"), ("\"level\": \"error\"", "\"level\": \"fatal\""),
    ("broken/workflow.yaml", "/broken/workflow.yaml"), ("broken/workflow.yaml", "broken/flow.yaml"),
    ("\"version\": \"2.1.0\"", "\"version\": \"2.0.0\""), ("\"locations\"", "\"places\""),
  ]

  @Test(.needs(.python, .tntc))
  func `the judge sees what is wrong`() throws {
    let input = GoldenTreeTests.golden.appending(path: "formats/input")
    let outcome = try Tool.tntc.run(["validate", ".", "--format", "sarif"], in: input)
    let log = String(decoding: outcome.output, as: UTF8.self)
    let broken = Self.breaks.map { log.replacingOccurrences(of: $0.0, with: $0.1) }
    let findings = try Judge.verdicts(onLogs: ([log] + broken).map { (Array($0.utf8), input) }).findings
    try #require(findings.count == 1 + broken.count, "\(findings)")
    #expect(findings[0] == [])
    for (index, item) in Self.breaks.enumerated() {
      #expect(broken[index] != log, "`\(item.0)` is not in the log")
      #expect(findings[index + 1] != [], "\(item.1) in place of \(item.0)")
    }
  }
}
