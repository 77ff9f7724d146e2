import Foundation
import TestSupport
import Testing

/// What an environment says of dependencies, and the digest of its files.
@Suite(.needs(.deno))
struct EnvironmentTests {
  private static let managed = "contract: {dependencies: {tentacular-postgres: {protocol: postgresql}}}\n"
  private static let fetch = "return await (await fetch(input.url)).text();"

  private func file(_ name: String, _ text: String) throws -> (path: String, folder: URL) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "environment-\(UUID().uuidString)")
    return (try folder.write(Array(text.utf8), to: name).path, folder)
  }

  @Test("Nodes reach a dependency where the environment says that it is, and nothing beside it")
  func filled() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "hi")
    } _: { _, port in
      let (path, folder) = try file(
        "dependencies.yaml", "tentacular-postgres: {host: \"127.0.0.1:\(port)\", database: d, user: u}\n")
      defer { try? FileManager.default.removeItem(at: folder) }
      let workflow = SampleWorkflow(nodes: ["a": Self.fetch], extra: Self.managed)
      try await RunningEngine.with(workflow, ["--dependencies", path]) { (engine, _) async throws in
        let there = try await engine.run(#"{"url": "http://127.0.0.1:\#(port)/"}"#)
        #expect(there["outputs", "a"] == "hi", "\(there.body)\n\(engine.log)")
        let elsewhere = try await engine.run(#"{"url": "http://127.0.0.1:12345/"}"#)
        #expect(elsewhere["errors", "a"]?.hasPrefix("the node may not reach 127.0.0.1:12345") == true)
      }
    }
  }

  @Test("Without what a dependency needs nothing is loaded, and the message says what to write")
  func incomplete() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "environment-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let workflow = SampleWorkflow(nodes: ["a": "return 1;"], extra: Self.managed)
    let file = try workflow.write(to: folder.appending(path: "sample")).path
    func check(_ arguments: [String] = []) throws -> Tool.Outcome {
      try Tool.engine.run(
        ["check", "--workflow", file] + arguments, environment: ["TENTACULAR_DENO": Tool.denoPath])
    }
    let refused = try check()
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("`tentacular-postgres` has no `host`, `database`, `user`; `postgresql` needs"))
    #expect(refused.errors.contains("    tentacular-postgres:\n      host: <host>\n"), "\(refused.errors)")
    let said = try folder.write(
      Array("tentacular-postgres: {host: 127.0.0.1, database: d, user: u}\nother: {host: a.example}\n".utf8),
      to: "said.yaml")
    let filled = try check(["--dependencies", said.path])
    #expect(filled.status == 0)
    #expect(
      filled.errors.contains(
        "said.yaml:2:1: notice: the contract of workflow `sample` names no dependency `other`; it names"),
      "\(filled.errors)")
    let wrong = try folder.write(Array("tentacular-postgres: {protocol: mysql}\n".utf8), to: "wrong.yaml")
    let what = try check(["--dependencies", wrong.path])
    #expect(what.status == 1)
    #expect(what.errors.contains("wrong.yaml:1:23: error: `protocol` belongs in workflow.yaml only"))
    // Fixtures answer in the place of every host.
    try folder.write(Array(#"{"input": {}, "expected": 1}"#.utf8), to: "sample/tests/fixtures/a.json")
    let tested = try Tool.engine.run(
      ["test", folder.appending(path: "sample").path], environment: ["TENTACULAR_DENO": Tool.denoPath])
    #expect(tested.status == 0, "\(tested.errors)")
  }

  @Test("Other files of the environment than the expected ones: unready, with the reason in the log")
  func digest() async throws {
    let (path, folder) = try file("config.yaml", "a: 1\n")
    defer { try? FileManager.default.removeItem(at: folder) }
    let workflow = SampleWorkflow(nodes: ["a": "return ctx.config.a;"])
    let (of, none) = (
      "sha256:5a2a47f8ab4dc06f1e4f1dd7a3dd9e2dd9b07bb0a6c4f1c0b4a5e3d6a1f0c9b8", "there are none"
    )
    for (arguments, found) in [(["--config", path], "their digest is sha256:"), ([], none)] {
      try await RunningEngine.with(
        workflow, arguments + ["--expect-config-digest", of], ready: false
      ) { (engine, _) async throws in
        #expect(
          try await engine.logs(
            "the files of the config overlay (--config, --dependencies) are not the expected ones"))
        #expect(engine.log.contains(found), "\(engine.log)")
        #expect(try await engine.get("/ready").status == 503)
        #expect(try await engine.run().status == 503)
      }
    }
  }
}
