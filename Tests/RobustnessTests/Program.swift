import Foundation
import Glibc
import TestSupport

/// The built `tntc`, run as its users run it.
enum Program {
  static let path = BuiltProgram.tntc.path

  /// Longer than any run takes, so that a run that hangs is a failure with a name.
  static let patience: Duration = .seconds(60)

  static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> Ending {
    try run([path] + arguments, environment: environment, in: folder)
  }

  /// Runs a command to its end, like `sh -c` around the program.
  static func run(
    _ command: [String], environment: [String: String], in folder: URL
  ) throws -> Ending {
    try Running(command, environment: environment, in: folder).ending(within: patience)
  }
}

/// How a process ended.
struct Ending {
  let status: Int32
  /// The signal that ended it, if one did.
  let signal: Int32?
  let output: String
  let errors: String

  /// An exit code that the program documents.
  var isOrderly: Bool { signal == nil && [0, 1, 2, 64].contains(status) }

  var summary: String {
    let code = signal.map { "signal \($0)" } ?? "exit code \(status)"
    return "\(code)\n\(output.suffix(1000))\(errors.suffix(2000))"
  }
}

/// A process that was started, with files for its output so that nothing blocks it.
struct Running {
  struct Hung: Error, CustomStringConvertible {
    let description: String
  }

  private let process: Process
  private let folder: URL
  private let started = ContinuousClock.now

  init(_ command: [String], environment: [String: String] = [:], in directory: URL) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tntc-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = directory
    process.environment = ProcessInfo.processInfo.environment
      .merging(["TNTC_NO_LOAD": "1"]) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: try folder.write([], to: "out"))
    process.standardError = try FileHandle(forWritingTo: try folder.write([], to: "err"))
    try process.run()
  }

  func killed(after delay: Duration) throws {
    Thread.sleep(forTimeInterval: delay / .seconds(1))
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    _ = try ending(within: Program.patience)
  }

  /// Waits for the end; what has not ended by then is killed, and an error.
  func ending(within patience: Duration) throws -> Ending {
    defer { try? FileManager.default.removeItem(at: folder) }
    let watch = DispatchSource.makeTimerSource()
    watch.setEventHandler { [process] in kill(process.processIdentifier, SIGKILL) }
    watch.schedule(deadline: .now() + patience / .seconds(1))
    watch.activate()
    process.waitUntilExit()
    watch.cancel()
    guard ContinuousClock.now - started < patience else {
      throw Hung(description: "still running after \(patience): \(process.arguments ?? [])")
    }
    let isSignal = process.terminationReason == .uncaughtSignal
    return Ending(
      status: isSignal ? 0 : process.terminationStatus,
      signal: isSignal ? process.terminationStatus : nil,
      output: try text("out"), errors: try text("err"))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
  }
}
