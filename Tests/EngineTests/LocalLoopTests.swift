import Foundation
import TestSupport
import Testing

/// What an author does first, through tntc, which hands over to the engine beside it.
@Suite(.needs(.deno))
struct LocalLoopTests {
  @Test("init, test, run: the commands become the engine, with its output and exit code")
  func starter() throws {
    try withTemporaryFolder { (folder) throws in
      func tntc(_ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
        let outcome = try Tool.tntc.run(
          arguments, in: folder, environment: ["TENTACULAR_DENO": Tool.denoPath])
        return (outcome.status, String(decoding: outcome.output, as: UTF8.self), outcome.errors)
      }
      #expect(try tntc(["init", "hello"]).status == 0)
      let tested = try tntc(["test", "hello"])
      #expect(tested.status == 0, "\(tested.errors)")
      #expect(tested.output.hasSuffix("2 passed, 0 failed\n"), "\(tested.output)")
      let run = try tntc(["run", "hello", "--input", #"{"name": "you"}"#])
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(#""report":{"text":"Hello, you!","length":11}"#), "\(run.output)")
      #expect(!run.errors.contains("warning"), "\(run.errors)")
      try folder.write(Array(#"{"expected": 1}"#.utf8), to: "hello/tests/fixtures/greet.json")
      #expect(try tntc(["test", "hello/greet"]).status == 1)
      let annotated = try tntc(["test", "hello/greet", "--format", "github"])
      #expect(annotated.status == 1)
      #expect(
        annotated.output.contains(
          "::error file=hello/tests/fixtures/greet.json::the output differs from `expected`%0A--- expected%0A"
        ),
        "\(annotated.output)")
      #expect(try tntc(["dev", "nothing"]).errors.contains("expected a workflow directory"))
    }
  }
}
