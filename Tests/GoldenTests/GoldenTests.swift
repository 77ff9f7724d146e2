import Foundation
import TestSupport
import Testing

/// Every case below `golden/`, run by `golden.py`, which says what a golden is.
@Suite struct GoldenTests {
  /// With `TNTC_RECORD=1` results are written over what is recorded, and the run fails: it is no test.
  private static let isRecording = ProcessInfo.processInfo.environment["TNTC_RECORD"] == "1"

  private static let cases: [String] = {
    let folder = repositoryRoot.appending(path: "golden")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter {
      FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/commands").path)
    }
  }()

  @Test func thereAreCases() {
    #expect(!Self.cases.isEmpty)
    #expect(FileManager.default.isExecutableFile(atPath: BuiltProgram.tntc.path), "build tntc first")
  }

  @Test(arguments: GoldenTests.cases)
  func theResultIsWhatWasRecorded(golden: String) throws {
    let mode = Self.isRecording ? ["--record"] : []
    let outcome = try GoldenRunner.run(mode + ["--tntc", BuiltProgram.tntc.path, golden])
    #expect(outcome.status == 0, "\(outcome.text)")
  }
}

/// The program that runs goldens; it needs nothing but Python.
enum GoldenRunner {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "golden.py")

  static func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let outcome = try Tool.python3.run(["-B", script.path] + arguments)
    return (outcome.status, String(decoding: outcome.output, as: UTF8.self) + outcome.errors)
  }
}
