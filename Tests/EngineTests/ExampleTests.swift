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

  @Test("A whole workflow reaches its services where its contract says", arguments: withServices)
  func services(name: String) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "example-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: Self.folder(of: name), to: folder)
    let services = try ExampleServices(
      fixture: folder.appending(path: "tests/fixtures/pipeline.json"))
    try await LoopbackServer.with(services.answer) { (server, port) async throws in
      let text = try String(contentsOf: folder.appending(path: "workflow.yaml"), encoding: .utf8)
      let changed = ContractOnLoopback.text(text, port: port)
      try #require(changed != text)
      try Data(changed.utf8).write(to: folder.appending(path: "workflow.yaml"))
      let overlay = try folder.write(Array(services.json("config").utf8), to: "overlay.yaml")
      // What an author copies, and over it what the fixture says.
      let example = folder.appending(path: ".secrets.yaml.example")
      if FileManager.default.fileExists(atPath: example.path) {
        try FileManager.default.copyItem(at: example, to: folder.appending(path: ".secrets.yaml"))
      }
      let secrets = try folder.write(
        Array(services.redirected(services.json("secrets"), port).utf8), to: "secrets.json")
      try await RunningEngine.with(
        folder.appending(path: "workflow.yaml"), ["--config", overlay.path, "--secrets", secrets.path]
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

/// The services of a pipeline's fixture, all of them on one server, which tells them apart by their paths.
final class ExampleServices: Sendable {
  private let fixture: Value
  /// By method and path, or by path.
  private let answers: [String: Value]
  /// Like `https://api.example.com`.
  private let origins: Set<String>
  private let found = Mutex<[String]>([])

  init(fixture: URL) throws {
    self.fixture = try JSON.read(Array(try Data(contentsOf: fixture)))
    guard case .mapping(let answers)? = self.fixture["fetch"] else {
      throw CocoaError(.fileReadCorruptFile)
    }
    var byPath: [String: Value] = [:]
    var origins: Set<String> = []
    for (key, answer) in answers {
      let origin = try #require(key.firstMatch(of: #/https?:\/\/[^\/]+/#)).output
      let path = key.replacing(origin, with: "")
      try #require(byPath.updateValue(answer, forKey: path) == nil, "two services answer \(path)")
      origins.insert(String(origin))
    }
    (self.answers, self.origins) = (byPath, origins)
  }

  var count: Int { answers.count }

  /// What requests had in place of what the fixture expects.
  var problems: [String] { found.withLock(\.self) }

  func json(_ member: String) -> String { JSON.compact(fixture[member] ?? .mapping(Mapping())) }

  func redirected(_ text: String, _ port: Int) -> String { redirected(text, to: "127.0.0.1:\(port)") }

  private func redirected(_ text: String, to server: String) -> String {
    origins.reduce(text) { text, origin in text.replacing(origin, with: "http://\(server)") }
  }

  @Sendable func answer(_ request: LoopbackServer.Seen) async throws -> (Int, [String: String], String) {
    // What is not api.github.com is an Enterprise Server.
    let prefix = "/api/v3"
    let path = request.path.hasPrefix(prefix) ? String(request.path.dropFirst(prefix.count)) : request.path
    guard let answer = answers["\(request.method) \(path)"] ?? answers[path] else {
      found.withLock { $0.append("no answer for \(request.method) \(request.path)") }
      return (404, [:], "")
    }
    if let body = answer["expect"]?["body"], try JSON.read(Array(request.body.utf8)) != body {
      found.withLock { $0.append("\(path) got \(request.body)") }
    }
    var headers: [String: String] = [:]
    if case .mapping(let fields)? = answer["headers"] {
      for (name, value) in fields {
        headers[name] = value.text.map { redirected($0, to: request.host) }
      }
    }
    var status = 200
    if case .integer(let code)? = answer["status"] { status = code }
    let body = answer["body"].map { $0.text ?? JSON.compact($0) } ?? ""
    return (status, headers, redirected(body, to: request.host))
  }
}
