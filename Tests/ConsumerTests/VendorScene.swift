import Foundation
import TestSupport
import Testing

/// A workflow directory, the registries, and a machine with a cache of its own.
final class VendorScene {
  struct Outcome {
    let status: Int32
    let output: String
    let errors: String
  }

  let folder: URL
  let registry: PackageRegistry
  private var machine = 0

  private init(_ folder: URL, _ registry: PackageRegistry) {
    (self.folder, self.registry) = (folder, registry)
  }

  static func run(_ body: (VendorScene) throws -> Void) throws {
    try PackageRegistry.run { registry in
      try withTemporaryFolder { folder in
        let scene = VendorScene(folder, registry)
        try folder.write(
          Array(
            "name: w\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes: {a: {path: nodes/a.ts}}\nedges: []\n"
              .utf8),
          to: "w/workflow.yaml")
        try body(scene)
      }
    }
  }

  private var workflow: URL { folder.appending(path: "w") }

  func write(_ code: String, names: String?) throws {
    try folder.write(
      Array(code.replacingOccurrences(of: "SERVER", with: registry.modules).utf8), to: "w/nodes/a.ts")
    if let names { try folder.write(Array(names.utf8), to: "w/deno.json") }
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: workflow.appending(path: path), encoding: .utf8)
  }

  func replace(_ old: String, with new: String, in path: String) throws {
    try workflow.write(Array(try text(path).replacingOccurrences(of: old, with: new).utf8), to: path)
  }

  func remove(_ path: String) throws {
    let file = workflow.appending(path: path)
    if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
  }

  /// Goes on as another machine.
  func forgetCache() throws { machine += 1 }

  /// By which tntc asks the registries.
  var environment: [String: String] {
    registry.environment(cache: folder.appending(path: "cache\(machine)")).merging([
      "TENTACULAR_DENO": Tool.denoPath
    ]) { $1 }
  }

  /// - Parameter without: without any Deno that could ask somebody.
  @discardableResult
  func vendor(_ options: String..., without: Bool = false) throws -> Outcome {
    try tntc(["vendor", "w"] + options, without ? ["TENTACULAR_DENO": "/nowhere"] : environment)
  }

  /// Without the registries, unless the environment names them.
  func tntc(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Outcome {
    let outcome = try Tool.tntc.run(arguments, in: folder, environment: environment)
    return Outcome(
      status: outcome.status, output: String(decoding: outcome.output, as: UTF8.self), errors: outcome.errors)
  }

  private func process(_ variables: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = BuiltProgram.tntc
    process.arguments = ["vendor", "w"]
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging(variables) {
      $1
    }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  func kill(after seconds: Double) throws {
    let process = try process()
    Thread.sleep(forTimeInterval: seconds)
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Runs with a Deno that does not answer, and asks tntc alone to end, as a job that is cancelled is.
  ///
  /// - Returns: the signal that it died of, and what it left in the folder of temporary files.
  func terminate() throws -> (signal: Int32, left: [String]) {
    let silent = try folder.write(Array("#!/bin/sh\nexec sleep 60\n".utf8), to: "silent")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: silent.path)
    let temporary = folder.appending(path: "temporary")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let process = try process(["TENTACULAR_DENO": silent.path, "TMPDIR": temporary.path])
    let left = { try FileManager.default.contentsOfDirectory(atPath: temporary.path) }
    while process.isRunning, try left().isEmpty { Thread.sleep(forTimeInterval: 0.02) }
    // Deno is started behind it.
    Thread.sleep(forTimeInterval: 0.3)
    process.terminate()
    process.waitUntilExit()
    return (process.terminationReason == .uncaughtSignal ? process.terminationStatus : 0, try left())
  }

  func atOnce(_ count: Int) throws {
    let processes = try (0..<count).map { _ in try process() }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }

  /// All files of the directory.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: workflow.path) {
      let file = workflow.appending(path: path)
      if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        files[path] = try Data(contentsOf: file)
      }
    }
    return files
  }

  /// What the node's module has as its result, loaded as in a pod: by names alone, with nothing that Deno keeps.
  func runOffline() throws -> String {
    let names = try JSONDecoder().decode(
      [String: [String: String]].self, from: Data(try text("deno.json").utf8))
    let map = ["imports": (names["imports"] ?? [:]).filter { $0.value.hasPrefix("./") }]
    try JSONEncoder().encode(map).write(to: workflow.appending(path: "map.json"))
    defer { try? remove("map.json") }
    let code =
      "import { result } from \"\(workflow.appending(path: "nodes/a.ts").absoluteString)\"; console.log(JSON.stringify(result));"
    let main = try folder.write(Array(code.utf8), to: "main.ts")
    let outcome = try Tool.deno.run(
      [
        "run", "--no-remote", "--no-npm", "--no-config", "--no-lock", "--no-prompt", "--import-map",
        workflow.appending(path: "map.json").path, main.path,
      ], environment: ["DENO_DIR": folder.appending(path: "nothing").path])
    return outcome.status == 0 ? String(decoding: outcome.output, as: UTF8.self) : outcome.errors
  }
}
