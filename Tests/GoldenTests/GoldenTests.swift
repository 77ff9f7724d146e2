import Foundation
import TestSupport
import Testing

/// Every case below `golden/`, run by `golden.py`, which says what a golden is.
@Suite struct GoldenTests {
  /// In one run, as each would start Python anew; what it prints names the cases.
  ///
  /// `make golden-check` runs each case in the usual surroundings too.
  @Test(.needs(.python3, .tntc, .git))
  func `every result is what was recorded`() throws {
    let outcome = try GoldenRunner.run(["--once", "--tntc", BuiltProgram.tntc.path])
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
