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

  /// One system call of a run that changes something on disk or in a pipe.
  struct Call: Sendable, CustomStringConvertible {
    let name: String
    /// How many calls of this name came before it, and one.
    let number: Int
    let description: String

    var isStandardStream: Bool {
      description.hasPrefix("write(1,") || description.hasPrefix("write(2,")
    }
  }

  private static let traced = "/^(open|write|rename|unlink|mkdir|rmdir|f?chmod|f?truncate|link|symlink)"

  /// Every changing call of a run, in order. Those that only wake another thread of the program change nothing, and
  /// cannot fail: they are counted, and left out.
  static func calls(of command: [String], in folder: URL) throws -> [Call] {
    try withTemporaryFolder { place in
      let log = place.appending(path: "log")
      _ = try Program.run(
        Self.command(["-y", "-o", log.path, "-e", "trace=\(traced)"], command), environment: [:], in: folder)
      return parse(try String(contentsOf: log, encoding: .utf8))
    }
  }

  private static func parse(_ log: String) -> [Call] {
    var counts: [String: Int] = [:]
    return log.split(separator: "\n").compactMap { line in
      guard let end = line.firstIndex(of: "("), line.first != "+" else { return nil }
      let name = String(line[..<end])
      counts[name, default: 0] += 1
      if name.hasPrefix("open"), !line.contains("O_CREAT") { return nil }
      if line.contains("<anon_inode:[eventfd]>") { return nil }
      return Call(
        name: name, number: counts[name, default: 0],
        description: String(line.replacing(/<[^<>]*>/, with: "").prefix(120)))
    }
  }

  /// Runs a command and lets `fault` happen at a call: `signal=KILL` before it is made, or
  /// `error=ENOSPC` in its place.
  static func run(
    _ command: [String], _ fault: String, at call: Call, in folder: URL
  ) throws -> Ending {
    let options = [
      "-o", "/dev/null", "-e", "trace=\(call.name)",
      "-e", "inject=\(call.name):\(fault):when=\(call.number)",
    ]
    return try Program.run(Self.command(options, command), environment: [:], in: folder)
  }

  private static func command(_ options: [String], _ command: [String]) -> [String] {
    ["/usr/bin/env", "strace"] + options + command
  }
}
