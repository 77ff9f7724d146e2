import Foundation
import Synchronization
import TestSupport
import Testing
import YAML

/// The examples: each node on its fixtures, and each whole workflow against servers on this machine.
@Suite(.needs(.deno))
struct ExampleTests {
  static let all = [
    "cluster-health-collector", "cluster-health-reporter", "github-digest", "hn-digest", "pr-digest",
    "uptime-prober", "word-counter",
  ]
  static let withServices = all.filter { $0 != "uptime-prober" && $0 != "word-counter" }

  static func folder(of name: String) -> URL {
    repositoryRoot.appending(path: "golden/\(name)/input/\(name)")
  }

  @Test("Every node has fixtures, and they pass, as do those of the whole graph", arguments: all)
  func fixtures(name: String) throws {
    for flags in [[], ["--pipeline"]] {
      let outcome = try Tool.engine.run(
        ["test"] + flags + [Self.folder(of: name).path], environment: ["TENTACULAR_DENO": Tool.denoPath])
      let text = String(decoding: outcome.output, as: UTF8.self)
      #expect(outcome.status == 0, "\(text)\(outcome.errors)")
      #expect(text.contains(" 0 failed\n") && !text.contains("untested"), "\(text)")
      #expect(text.contains("ok "), "\(text)")
    }
  }

  @Test("A whole workflow reaches its services at other base URLs", arguments: withServices)
  func services(name: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "example-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: Self.folder(of: name), to: folder)
    let services = try ExampleServices(
      fixture: folder.appending(path: "tests/fixtures/pipeline.json"))
    try await LoopbackServer.with(services.answer) { (server, port) async throws in
      let text = try String(contentsOf: folder.appending(path: "workflow.yaml"), encoding: .utf8)
      let changed = services.redirected(text, after: "Url: ", port)
        .replacing("net: [", with: "net: [\"127.0.0.1:\(port)\", ")
      try #require(changed != text)
      try Data(changed.utf8).write(to: folder.appending(path: "workflow.yaml"))
      let overlay = try folder.write(Array(services.json("config").utf8), to: "overlay.yaml")
      let secrets = services.redirected(services.json("secrets"), port)
      try Data(secrets.utf8).write(to: folder.appending(path: ".secrets.yaml"))
      try await RunningEngine.with(
        folder.appending(path: "workflow.yaml"), ["--config", overlay.path]
      ) { (engine) async throws in
        let answer = try await engine.run(services.json("input"))
        #expect(answer.status == 200, "\(answer.body)\n\(engine.log)")
        let expected = services.redirected(services.json("expected"), port)
        guard case .mapping(let outputs) = try JSON.read(Array(expected.utf8)), !outputs.isEmpty else {
          Issue.record("pipeline.json expects no outputs: \(expected)")
          return
        }
        for (node, output) in outputs {
          let actual = try JSON.read(Array((answer["outputs", node] ?? "").utf8))
          #expect(actual == output, "\(node): \(JSON.compact(actual))")
        }
      }
      #expect(services.problems == [])
      #expect(server.seen.count >= services.count)
    }
  }
}

/// The services of a pipeline's fixture, at `/<host>/…` of one server.
final class ExampleServices: Sendable {
  private let fixture: Value
  private let answers: Mapping
  /// `https://api.example.com`, by host.
  private let origins: [String: String]
  private let found = Mutex<[String]>([])

  init(fixture: URL) throws {
    self.fixture = try JSON.read(Array(try Data(contentsOf: fixture)))
    guard case .mapping(let answers)? = self.fixture["fetch"] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    self.answers = answers
    var origins: [String: String] = [:]
    for key in answers.keys {
      let url = try #require(URL(string: key.split(separator: " ").last.map(String.init) ?? ""))
      let host = try #require(url.host()) + (url.port.map { ":\($0)" } ?? "")
      origins[host] = "\(url.scheme ?? "")://\(host)"
    }
    self.origins = origins
  }

  var count: Int { answers.count }

  /// What requests had in place of what the fixture expects.
  var problems: [String] { found.withLock(\.self) }

  func json(_ member: String) -> String { JSON.compact(fixture[member] ?? .mapping(Mapping())) }

  func redirected(_ text: String, after prefix: String = "", _ port: Int) -> String {
    redirected(text, after: prefix, to: "127.0.0.1:\(port)")
  }

  private func redirected(_ text: String, after prefix: String, to server: String) -> String {
    origins.reduce(text) { text, origin in
      text.replacing("\(prefix)\(origin.value)", with: "\(prefix)http://\(server)/\(origin.key)")
    }
  }

  @Sendable func answer(_ request: LoopbackServer.Seen) async throws -> (Int, [String: String], String) {
    let parts = request.path.dropFirst().split(separator: "/", maxSplits: 1).map(String.init)
    let url = "\(origins[parts[0]] ?? "")/\(parts.count > 1 ? parts[1] : "")"
    guard let answer = answers["\(request.method) \(url)"] ?? answers[url] else {
      found.withLock { $0.append("no answer for \(request.method) \(url)") }
      return (404, [:], "")
    }
    if let body = answer["expect"]?["body"], try JSON.read(Array(request.body.utf8)) != body {
      found.withLock { $0.append("\(url) got \(request.body)") }
    }
    var headers: [String: String] = [:]
    if case .mapping(let fields)? = answer["headers"] {
      for (name, value) in fields {
        headers[name] = value.text.map { redirected($0, after: "", to: request.host) }
      }
    }
    var status = 200
    if case .integer(let code)? = answer["status"] { status = code }
    let body = answer["body"].map { $0.text ?? JSON.compact($0) } ?? ""
    return (status, headers, redirected(body, after: "", to: request.host))
  }
}
