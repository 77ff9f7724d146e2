import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport

/// The engine as a process, listening on a free port of this machine.
final class RunningEngine: Sendable {
  struct Answer: Sendable {
    let status: Int
    let body: String
    let headers: HTTPHeaders

    /// A member of the JSON body by its path, as it would be printed.
    subscript(_ path: String...) -> String? {
      var value: Any? = try? JSONSerialization.jsonObject(with: Data(body.utf8), options: .fragmentsAllowed)
      for key in path { value = (value as? [String: Any])?[key] }
      guard let value else { return nil }
      if let text = value as? String { return text }
      let data = try? JSONSerialization.data(
        withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
      return data.map { String(decoding: $0, as: UTF8.self) }
    }
  }

  struct DidNotStart: Error, CustomStringConvertible {
    let description: String
  }

  /// With room for as many connections as a test asks for.
  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  let port: Int
  private let process: Process
  private let logFile: URL

  private init(port: Int, process: Process, logFile: URL) {
    self.port = port
    self.process = process
    self.logFile = logFile
  }

  /// Starts the engine, waits until it is ready, and ends it after `body`.
  static func with<Result>(
    _ workflow: SampleWorkflow, _ arguments: [String] = [], command: String = "serve", ready: Bool = true,
    _ body: (RunningEngine, URL) async throws -> Result
  ) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "engine-\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try workflow.write(to: folder.appending(path: "workflow"))
    return try await with(file, arguments, command: command, ready: ready) {
      try await body($0, file.deletingLastPathComponent())
    }
  }

  static func with<Result>(
    _ workflow: URL, _ arguments: [String] = [], command: String = "serve", ready: Bool = true,
    _ body: (RunningEngine) async throws -> Result
  ) async throws -> Result {
    let own = FileManager.default.temporaryDirectory.appending(path: "engine-\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: own) }
    let logFile = try own.write([], to: "log")
    let process = Process()
    process.executableURL = BuiltProgram.engine
    process.arguments =
      [command, "--workflow", workflow.path, "--host", "127.0.0.1", "--port", "0"]
      + (command == "serve" && !arguments.contains("--drain-delay") ? ["--drain-delay", "1ms"] : [])
      + arguments
    process.environment = ProcessInfo.processInfo.environment.merging([
      "TENTACULAR_DENO": Tool.denoPath, "TMPDIR": own.path,
    ]) { $1 }
    let log = try FileHandle(forWritingTo: logFile)
    process.standardOutput = log
    process.standardError = log
    process.standardInput = FileHandle.nullDevice
    try process.run()
    defer {
      if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
    }
    let engine = RunningEngine(
      port: try await port(of: process, logFile, isReady: ready), process: process, logFile: logFile)
    return try await body(engine)
  }

  /// Reads the port from the log, once the engine says what it has to say first.
  private static func port(of process: Process, _ logFile: URL, isReady: Bool) async throws -> Int {
    for _ in 0..<3000 {
      let text = String(decoding: try Data(contentsOf: logFile), as: UTF8.self)
      if let place = text.range(of: "listening on 127.0.0.1:"), !isReady || text.contains(" ready\n"),
        let port = Int(text[place.upperBound...].prefix { $0.isNumber })
      {
        return port
      }
      if !process.isRunning { throw DidNotStart(description: text) }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw DidNotStart(description: String(decoding: try Data(contentsOf: logFile), as: UTF8.self))
  }

  /// Its TMPDIR.
  var temporaryFolder: URL { logFile.deletingLastPathComponent() }

  var identifier: Int32 { process.processIdentifier }

  var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

  var isRunning: Bool { process.isRunning }

  func signal(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// The exit code, once it has ended.
  func exitCode() async throws -> Int32 {
    while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    return process.terminationStatus
  }

  func run(_ input: String = "", headers: [(String, String)] = []) async throws -> Answer {
    try await request(.POST, "/run", body: input, headers: headers)
  }

  func get(_ path: String) async throws -> Answer { try await request(.GET, path) }

  func request(
    _ method: HTTPMethod, _ path: String, body: String = "", headers: [(String, String)] = []
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = method
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if !body.isEmpty { request.body = .bytes(ByteBuffer(string: body)) }
    let response = try await Self.client.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 1 << 28)
    return Answer(status: Int(response.status.code), body: String(buffer: bytes), headers: response.headers)
  }

  /// The processes that the engine has started and that are still there.
  var children: [Int32] { Self.children(of: identifier) }

  static func children(of identifier: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/task")) ?? []
    return tasks.flatMap { task -> [Int32] in
      let text = try? String(contentsOfFile: "/proc/\(identifier)/task/\(task)/children", encoding: .utf8)
      return (text ?? "").split(separator: " ").compactMap { Int32($0) }
    }
  }

  /// Waits until the log holds a text; whether it came.
  func logs(_ text: String) async throws -> Bool { try await eventually { log.contains(text) } }

  /// Waits until so many runs are under way.
  func waitForRuns(_ count: Int) async throws {
    let line = #"tentacular_runs_in_flight{workflow="sample"} \#(count)"# + "\n"
    guard try await eventually({ try await get("/metrics").body.contains(line) }) else {
      throw DidNotStart(description: "there were never \(count) runs at once\n\(log)")
    }
  }
}

/// Lets nodes wait for the test, so that no test depends on how fast the machine is. A secret is what reaches a node
/// from beside its version.
enum Gate {
  /// For the body of a node.
  static let wait = """
    while (!ctx.secrets.gate) await new Promise(r => setTimeout(r, 50));

    """

  static func open(_ folder: URL) throws { try folder.write(Array("1".utf8), to: ".secrets/gate") }
}
