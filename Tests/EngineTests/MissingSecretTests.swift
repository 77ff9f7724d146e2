import Foundation
import TestSupport
import Testing

@Suite(.needs(.deno))
struct MissingSecretTests {
  @Test("A secret that the contract declares and that is missing keeps the engine unready, until it is there")
  func missing() async throws {
    let workflow = SampleWorkflow(
      nodes: ["a": "return ctx.secrets.github.token.length;"],
      extra: "contract: {dependencies: {github: {host: api.github.com, auth: {secret: github.token}}, "
        + "store: {host: store, auth: {secret: store}}}}\n",
      files: [".secrets/github": #"{"user": "x"}"#])
    try await RunningEngine.with(workflow, ready: false) { (engine, folder) async throws in
      let text = "the contract declares the secret `github.token`, `store`, which is missing"
      #expect(try await engine.logs("\(text); the engine stays unready until the Secret has it"))
      let refused = try await engine.get("/ready")
      #expect(refused.status == 503 && refused.body == "not ready: \(text)\n", "\(refused.body)")
      #expect(try await engine.get("/health").status == 200)
      #expect(try await engine.run().status == 503)
      try Data("s".utf8).write(to: folder.appending(path: ".secrets/store"))
      #expect(try await engine.logs("the contract declares the secret `github.token`, which is missing"))
      try Data(#"{"token": "four"}"#.utf8).write(to: folder.appending(path: ".secrets/github"))
      #expect(try await engine.logs(" ready\n"))
      #expect(try await engine.get("/ready").status == 200)
      #expect(try await engine.run()["outputs", "a"] == "4")
    }
  }
}
