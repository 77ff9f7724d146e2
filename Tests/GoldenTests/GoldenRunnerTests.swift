import Foundation
import TestSupport
import Testing

/// The runner of the goldens sees whatever a command can do: each row records one command, and runs another.
struct GoldenRunnerTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let recorded: String
    let now: String
    /// What the report has to name.
    let finding: String

    init(_ description: String, _ recorded: String, _ now: String, _ finding: String) {
      (testDescription, self.recorded, self.now) = (description, recorded, now)
      self.finding = finding
    }
  }

  private static let rows = [
    Row("other output", "echo a", "echo b", "transcript"),
    Row("another exit code", "true", "exit 3", "+[exit 3]"),
    Row("an end by a signal", "true", "kill -9 $$", "+[exit 137]"),
    Row("another file", "true", "echo a > new", "now/expected/new"),
    Row("an empty file", "true", ": > new", "expected/new"),
    Row("a file that is not made", "echo a > new", "true", "recorded/expected/new"),
    Row("a file of the input that changes", "true", "echo b > there/file", "now/expected/there/file"),
    Row("a file of the input that goes", "true", "rm there/file", "+there/file"),
    Row("a file of the input that stays", "rm there/file", "true", "-there/file"),
    Row("a file that moves", "true", "mv there/file there/other", "+there/file"),
    Row("a folder in place of a file", "true", "rm there/file; mkdir there/file", "+there/file"),
    Row("an empty folder", "true", "mkdir -p a/b", "+a/b/"),
    Row("a folder that is emptied", "rm there/file", "rm -r there", "-there/"),
    Row("a hidden folder", "true", "mkdir .hidden", "+.hidden/"),
    Row("a link", "ln -s a link", "ln -s b link", "expected/link"),
    Row("a link to a folder", "true", "ln -s there link", "now/expected/link"),
    Row(
      "a large file of the same size", "head -c 70000 /dev/zero > large",
      "head -c 70000 /dev/zero | tr '\\0' x > large", "expected.digests"),
    Row("the folder's path", "echo a", "pwd", "the result depends on folder"),
    Row("the time zone", "echo a", "echo $TZ", "the result depends on folder"),
  ]

  @Test(arguments: rows)
  func `what is not as recorded is found`(row: Row) throws {
    try withTemporaryFolder { folder in
      let text = try Self.finish(row, in: folder)
      #expect(text.contains(row.finding), "\(text)")
    }
  }

  /// Records the first command, and gives what the second is told.
  private static func finish(_ row: Row, in folder: URL) throws -> String {
    try folder.write(Array("#!/bin/sh\n".utf8), to: "program")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.appending(path: "program").path)
    try folder.write(Array("text\n".utf8), to: "golden/case/input/there/file")
    try folder.write(Array(". ./script\n".utf8), to: "golden/case/commands")
    // In a file of the input, so that the transcript names both commands alike.
    func run(_ script: String, _ mode: [String]) throws -> (status: Int32, text: String) {
      try folder.write(Array(script.utf8), to: "golden/case/input/script")
      let places = ["--tntc", "program", "--golden", "golden"].map {
        $0.hasPrefix("--") ? $0 : folder.appending(path: $0).path
      }
      return try GoldenRunner.run(mode + places)
    }
    let recording = try run(row.recorded, ["--record"])
    #expect(recording.status == 1, "\(recording.text)")
    let same = try run(row.recorded, [])
    #expect(same.status == 0, "\(same.text)")
    let outcome = try run(row.now, [])
    #expect(outcome.status == 1)
    return outcome.text
  }

  @Test func `what is recorded and git ignores is found`() throws {
    try withTemporaryFolder { folder in
      #expect(try Tool.git.run(["init", "--quiet"], in: folder).status == 0)
      let files = [
        "commands": "true\n", "transcript": "$ true\n", ".gitignore": ".secrets*\n",
        "input/.secrets.yaml": "",
      ]
      for (path, text) in files { try folder.write(Array(text.utf8), to: "golden/case/\(path)") }
      let places = ["--tntc", "/bin/sh", "--golden", folder.appending(path: "golden").path]
      let outcome = try GoldenRunner.run(places)
      #expect(outcome.status == 1)
      #expect(outcome.text.hasPrefix("case/input/.secrets.yaml: git ignores this file"), "\(outcome.text)")
    }
  }

  @Test func `nothing to run is an error`() throws {
    try withTemporaryFolder { folder in
      let outcome = try GoldenRunner.run(["--golden", folder.path])
      #expect(outcome.status == 2, "\(outcome.text)")
    }
  }
}
