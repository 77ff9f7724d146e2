import Foundation
import TestSupport
import Testing

@Suite struct GoldenTests {
  /// With `TNTC_RECORD=1` results are written over what is recorded, and the run fails: it is no test.
  private static let isRecording = ProcessInfo.processInfo.environment["TNTC_RECORD"] == "1"

  @Test func thereAreCases() {
    #expect(!GoldenCase.all.isEmpty)
    #expect(FileManager.default.isExecutableFile(atPath: BuiltProgram.tntc.path), "build tntc first")
  }

  @Test(arguments: GoldenCase.all)
  func theResultIsWhatWasRecorded(golden: GoldenCase) throws {
    let result = try GoldenRun.run(golden, in: .usual)
    let again = try GoldenRun.run(golden, in: .others)
    try expectSame(result, again, "\(golden): the result depends on folder, umask, language or time zone")
    #expect(!result.transcript.contains(FileManager.default.temporaryDirectory.path + "/tntc-"))
    let recorded = try golden.recorded
    guard Self.isRecording else {
      try expectSame(recorded, result, "\(golden): not what is recorded")
      return
    }
    if recorded != result {
      try golden.record(result)
      Issue.record("recorded golden/\(golden): look at the diff")
    } else {
      Issue.record("golden/\(golden) is as it was; a recording is no test")
    }
  }

  private func expectSame(_ left: GoldenResult, _ right: GoldenResult, _ what: String) throws {
    guard left != right else { return }
    Issue.record("\(what)\n\(try Difference.text(left, right))")
  }
}

/// A readable difference of two results.
private enum Difference {
  private static let longest = 6000

  static func text(_ left: GoldenResult, _ right: GoldenResult) throws -> String {
    try withTemporaryFolder { folder in
      for (name, result) in [("recorded", left), ("now", right)] {
        try folder.write(Array(result.transcript.utf8), to: "\(name)/transcript")
        try folder.write(Array(result.large.utf8), to: "\(name)/expected.digests")
        for (path, bytes) in result.files { try folder.write(bytes, to: "\(name)/expected/\(path)") }
      }
      let outcome = try Tool.diff.run(["-ruN", "recorded", "now"], in: folder)
      let text = String(decoding: outcome.output, as: UTF8.self)
      return text.count > longest ? "\(text.prefix(longest))\n… (\(text.count) characters in all)" : text
    }
  }
}
