import Foundation
import TestSupport

/// One run of a case in a scratch folder.
struct GoldenRun {
  private static let largest = 65_536
  private static let secondsPerCommand = 60

  /// What must not matter for the result.
  struct Surroundings {
    let folder: String
    let umask: String
    let timeZone: String
    let language: String
    let isReversed: Bool

    static let usual = Surroundings(
      folder: "a", umask: "022", timeZone: "UTC", language: "C", isReversed: false)
    static let others = Surroundings(
      folder: "another folder/of ünusual/name", umask: "077", timeZone: "Asia/Kathmandu",
      language: "tr_TR.UTF-8",
      isReversed: true)
  }

  static func run(_ golden: GoldenCase, in surroundings: Surroundings) throws -> GoldenResult {
    try withTemporaryFolder { scratch in
      let work = scratch.appending(path: surroundings.folder)
      let input = try FileTree.read(golden.root.appending(path: "input"))
      try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
      let paths = input.keys.sorted { surroundings.isReversed ? $0 > $1 : $0 < $1 }
      for path in paths { try work.write(input[path] ?? [], to: path) }
      var transcript = ""
      for command in try golden.commands {
        transcript += "$ \(command)\n"
        let outcome = try shell(command, in: work, surroundings)
        transcript += outcome.text
        if !outcome.text.isEmpty, !outcome.text.hasSuffix("\n") { transcript += "\n" }
        if outcome.status != 0 { transcript += "[exit \(outcome.status)]\n" }
      }
      return try result(transcript, input: input, work: work)
    }
  }

  private static func result(
    _ transcript: String, input: [String: [UInt8]], work: URL
  ) throws -> GoldenResult {
    var result = GoldenResult(transcript: transcript, files: [:], large: "")
    for (path, bytes) in try FileTree.read(work).sorted(by: { $0.key < $1.key }) where input[path] != bytes {
      if bytes.count > largest {
        result.large += "\(bytes.count) \(path)\n"
      } else {
        result.files[path] = bytes
      }
    }
    return result
  }

  /// Output and errors go to one file, so that they keep their order.
  private static func shell(
    _ command: String, in folder: URL, _ surroundings: Surroundings
  ) throws -> (text: String, status: Int32) {
    try withTemporaryFolder { outside in
      let output = try outside.write([], to: "output")
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/timeout")
      process.arguments = [
        "\(secondsPerCommand)", "/bin/sh", "-c", "umask \(surroundings.umask); \(command)",
      ]
      process.currentDirectoryURL = folder
      let name = "golden"
      process.environment = [
        "PATH": "\(BuiltProgram.folder.path):/usr/local/bin:/usr/bin:/bin", "HOME": outside.path,
        "TZ": surroundings.timeZone, "LC_ALL": surroundings.language, "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": "\(name)@example.com", "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": "\(name)@example.com", "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
        "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
      ]
      let handle = try FileHandle(forWritingTo: output)
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = handle
      process.standardError = handle
      try process.run()
      process.waitUntilExit()
      return (String(decoding: try Data(contentsOf: output), as: UTF8.self), process.terminationStatus)
    }
  }
}
