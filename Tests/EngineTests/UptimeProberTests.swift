import Foundation
import TestSupport
import Testing

/// The first example, as a pod runs it, against servers on this machine.
@Suite(.needs(.deno))
struct UptimeProberTests {
  /// The example with its endpoints and Slack's host replaced, as an environment and an author would do it.
  static func write(to folder: URL, endpoints: [String], slack: Int) throws -> URL {
    let source = repositoryRoot.appending(path: "golden/uptime-prober/input/uptime-prober")
    try FileManager.default.copyItem(at: source, to: folder)
    let file = folder.appending(path: "workflow.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let changed = ContractOnLoopback.text(text, port: slack)
    try #require(changed != text)
    try Data(changed.utf8).write(to: file)
    try folder.write(
      Array("{\"endpoints\": \(endpoints), \"slowMs\": 2000, \"retries\": 0}".utf8), to: "overlay.yaml")
    try folder.write(
      Array(#"{"webhook_url": "http://127.0.0.1:\#(slack)/services/T0/B0/xyzzy"}"#.utf8), to: ".secrets/slack"
    )
    return file
  }

  static func probing(
    slackAnswers status: Int = 200,
    _ body: @escaping @Sendable (RunningEngine.Answer, [LoopbackServer.Seen], String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "prober-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try await LoopbackServer.with { seen in
      if seen.path == "/slow" { try await Task.sleep(for: .milliseconds(2200)) }
      if seen.path.hasPrefix("/services/") { return (status, [:], status == 200 ? "ok" : "no_service") }
      return (seen.path == "/down" ? 503 : 200, [:], "")
    } _: { server, port in
      let home = "http://127.0.0.1:\(port)"
      let file = try write(
        to: folder,
        endpoints: ["\(home)/up", "\(home)/down", "\(home)/slow", "http://does-not-exist.invalid/"],
        slack: port)
      try await RunningEngine.with(file, ["--config", folder.appending(path: "overlay.yaml").path]) {
        (engine) async throws in
        let answer = try await engine.run()
        try await body(answer, server.seen.filter { $0.path.hasPrefix("/services/") }, engine.log)
      }
    }
  }

  @Test("One endpoint up, one down, one slow, one that does not resolve: Slack is told so in Block Kit")
  func reports() async throws {
    try await Self.probing { (answer, slack, log) async throws in
      #expect(answer.status == 200, "\(answer.body)")
      #expect(answer["outputs", "analyze-results", "counts"] == #"{"down":2,"slow":1,"up":1}"#)
      #expect(answer["outputs", "notify-slack"] == #"{"posted":true,"summary":"1 up, 1 slow, 2 down"}"#)
      let request = try #require(slack.first)
      #expect(slack.count == 1)
      #expect(request.method == "POST")
      #expect(request.headers["content-type"] == "application/json")
      try BlockKit.check(request.body)
      let message = try BlockKit.message(request.body)
      #expect(message["text"] as? String == "🚨 2 of 4 endpoints are down")
      let sections = try BlockKit.texts(of: "section", in: message)
      #expect(sections.count == 4)
      #expect(sections.filter { $0.hasPrefix("🔴") }.count == 2)
      #expect(sections.contains { $0.contains("/down") && $0.contains("HTTP 503") })
      #expect(sections.contains { $0.contains("does-not-exist.invalid") && $0.contains("dns error") })
      #expect(sections.contains { $0.hasPrefix("🐢") && $0.contains("/slow") })
      #expect(sections.last?.hasPrefix("✅") == true)
      #expect(!log.contains("xyzzy"))
      #expect(!answer.body.contains("xyzzy"))
    }
  }

  @Test("Slack refuses: the run fails with its reason, and the outputs before it are kept")
  func refused() async throws {
    try await Self.probing(slackAnswers: 404) { (answer, _, _) async throws in
      #expect(answer.status == 500)
      #expect(
        answer["errors", "notify-slack"]?.hasPrefix(
          "Slack answered HTTP 404: no_service (nodes/notify-slack.ts:")
          == true)
      #expect(answer["outputs", "format-report", "summary"] == "1 up, 1 slow, 2 down")
    }
  }
}

/// What Slack takes as a message (Slack API, "Block Kit" and its limits).
private enum BlockKit {
  static func message(_ body: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
  }

  static func texts(of type: String, in message: [String: Any]) throws -> [String] {
    let blocks = try #require(message["blocks"] as? [[String: Any]])
    return blocks.filter { $0["type"] as? String == type }.compactMap {
      ($0["text"] as? [String: Any])?["text"] as? String
    }
  }

  static func check(_ body: String) throws {
    let message = try message(body)
    #expect((message["text"] as? String)?.isEmpty == false)
    let blocks = try #require(message["blocks"] as? [[String: Any]])
    #expect((1...50).contains(blocks.count))
    for block in blocks {
      switch block["type"] as? String {
      case "header": try check(block["text"], type: "plain_text", longest: 150)
      case "section": try check(block["text"], type: "mrkdwn", longest: 3000)
      case "context":
        let elements = try #require(block["elements"] as? [Any])
        #expect((1...10).contains(elements.count))
        for element in elements { try check(element, type: "mrkdwn", longest: 3000) }
      case "divider": #expect(block.count == 1)
      default: Issue.record("an unknown block: \(block)")
      }
    }
  }

  private static func check(_ text: Any?, type: String, longest: Int) throws {
    let text = try #require(text as? [String: Any])
    #expect(text["type"] as? String == type)
    let content = try #require(text["text"] as? String)
    #expect((1...longest).contains(content.count))
  }
}
