import Foundation
import TestSupport
import Testing

/// A build that is asked to end while the builder runs.
@Suite(.serialized)
struct InterruptedBuildTests {
  /// Tells that it has begun and that it was told to end.
  private static let builder = """
    #!/bin/sh
    trap 'echo told > "$NOTES/told"; exit 1' TERM
    ls "$TMPDIR" > "$NOTES/begun"
    while :; do /bin/sleep 0.02; done

    """

  /// The builder did not say what it should.
  private struct Silent: Error { let note: String }

  private struct Build {
    let process: Process
    let notes: URL
    let temporary: URL
    let folder: URL

    init(in folder: URL) throws {
      let header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 57)
      var machine = header
      machine[18] = 62
      self.folder = folder
      (notes, temporary) = (folder.appending(path: "notes"), folder.appending(path: "temporary"))
      for place in [notes, temporary] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      }
      for (name, bytes) in [("docker", Array(InterruptedBuildTests.builder.utf8)), ("program", machine)] {
        let file = try folder.write(bytes, to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
      }
      process = Process()
      process.executableURL = BuiltProgram.tntc
      process.arguments = [
        "build", "--platform", "linux/amd64", "--engine", "program", "--deno", "program",
      ]
      process.currentDirectoryURL = folder
      process.environment = [
        "PATH": "\(folder.path):/usr/bin:/bin", "NOTES": notes.path, "TMPDIR": temporary.path,
      ]
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    func wait(for note: String) throws -> String {
      for _ in 0..<1000 {
        if let text = try? String(contentsOf: notes.appending(path: note), encoding: .utf8), !text.isEmpty {
          return text
        }
        Thread.sleep(forTimeInterval: 0.01)
      }
      process.terminate()
      throw Silent(note: note)
    }
  }

  @Test(
    "The builder is told, nothing is left behind, and the program dies of the signal",
    arguments: [SIGINT, SIGTERM])
  func interrupted(signal: Int32) throws {
    try withTemporaryFolder { folder in
      let build = try Build(in: folder)
      #expect(try build.wait(for: "begun").hasPrefix("tntc-build-"))
      kill(build.process.processIdentifier, signal)
      #expect(try build.wait(for: "told") == "told\n")
      build.process.waitUntilExit()
      #expect(build.process.terminationReason == .uncaughtSignal)
      #expect(build.process.terminationStatus == signal)
      #expect(try FileManager.default.contentsOfDirectory(atPath: build.temporary.path) == [])
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: ".tentacular").path))
    }
  }
}
