import Foundation
import TestSupport

/// strace, which stops a process at a chosen system call, or lets that call fail.
enum Strace {
  /// Whether there is one, and it may trace here: some containers forbid that.
  static let works: Bool = {
    let folder = FileManager.default.temporaryDirectory
    let trial = try? Program.run(command(["-o", "/dev/null"], ["/bin/true"]), environment: [:], in: folder)
    return trial?.status == 0 && trial?.signal == nil
  }()

  /// One system call of a run that changes something: on disk, in a pipe, or in what another program gets to read.
  struct Call: Sendable, CustomStringConvertible {
    let name: String
    /// The file that it is about, the first if there are two; relative to the folder of the run if it is in there.
    let path: String
    /// How many calls of this name came before it for this file, and one. They are not counted for all files: how many
    /// the runtime opens and writes for itself differs from run to run.
    let number: Int
    let description: String

    var isStandardStream: Bool { path.hasPrefix(Strace.streams) }

    /// Whether it is about memory, which goes with the process.
    var isInMemory: Bool { path.hasPrefix("/memfd:") }
  }

  /// The run came to its end without the call, so it shows nothing.
  struct Missed: Error, CustomStringConvertible {
    let description: String
  }

  private static let traced = "/^(open|write|rename|unlink|mkdir|rmdir|f?chmod|f?truncate|link|symlink)"
  /// Where the standard streams lead, whatever file that is.
  private static let streams = "/proc/self/fd/"

  /// Every changing call of a run, in order. Those that only wake another thread of the program change nothing, and
  /// cannot fail: they are left out.
  static func calls(of command: [String], in folder: URL) throws -> [Call] {
    let log = try log(of: command, ["-y", "-e", "trace=\(traced)"], in: folder).text
    var counts: [String: Int] = [:]
    return log.split(separator: "\n").compactMap { line in
      guard let (name, path) = subject(of: line, in: folder) else { return nil }
      let number = counts["\(name) \(path)", default: 0] + 1
      counts["\(name) \(path)"] = number
      if name.hasPrefix("open"), !line.contains("O_CREAT") { return nil }
      return Call(
        name: name, path: path, number: number,
        description: String(line.replacing(/<[^<>]*>/, with: "").prefix(120)))
    }
  }

  /// The name of the call that a line tells, and its file; nil for a line of another kind, and for a call without one.
  private static func subject(of line: Substring, in folder: URL) -> (name: String, path: String)? {
    let call = /([a-z0-9_]+)\((?:([0-9]+)<([^<>]*)>|(?:AT_FDCWD<[^<>]*>, )?"([^"]*)")/
    guard let found = line.prefixMatch(of: call), let path = found.3 ?? found.4 else { return nil }
    if let stream = found.2, ["1", "2"].contains(stream) { return (String(found.1), streams + stream) }
    // As of an event between threads.
    if path.hasPrefix("anon_inode:") || line.contains("<anon_inode:") { return nil }
    let start = place(of: folder) + "/"
    return (String(found.1), String(path.hasPrefix(start) ? path.dropFirst(start.count) : path))
  }

  private static func place(of folder: URL) -> String { folder.resolvingSymlinksInPath().path }

  /// Runs a command and lets `fault` happen at a call: `signal=KILL` before it is made, or
  /// `error=ENOSPC` in its place.
  static func run(
    _ command: [String], _ fault: String, at call: Call, in folder: URL
  ) throws -> Ending {
    let paths = call.path.hasPrefix("/") ? [call.path] : [call.path, "\(place(of: folder))/\(call.path)"]
    let options =
      paths.flatMap { ["-P", $0] } + [
        "--quiet=path-resolution", "-e", "trace=\(call.name)",
        "-e", "inject=\(call.name):\(fault):when=\(call.number)",
      ]
    let (text, ending) = try log(of: command, options, in: folder)
    guard text.contains("(INJECTED)") || text.contains("+++ killed by SIGKILL") else {
      throw Missed(description: "\(call) was not made: \(text)\(ending.summary)")
    }
    return ending
  }

  private static func log(
    of command: [String], _ options: [String], in folder: URL
  ) throws -> (text: String, ending: Ending) {
    try withTemporaryFolder { place in
      let log = place.appending(path: "log")
      let ending = try Program.run(
        Self.command(["-o", log.path] + options, command), environment: [:], in: folder)
      return (try String(contentsOf: log, encoding: .utf8), ending)
    }
  }

  private static func command(_ options: [String], _ command: [String]) -> [String] {
    ["/usr/bin/env", "strace"] + options + command
  }
}
