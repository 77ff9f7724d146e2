import Foundation
import TestSupport
import Testing
import WorkflowModel

@testable import Engine

/// What nodes have of the sidecars beside them.
struct SidecarTests {
  private static func workflow(port: Int, nodes: [String: String]) -> SampleWorkflow {
    SampleWorkflow(
      nodes: nodes,
      extra: """
        contract: {version: "1", dependencies: {}}
        sidecars:
        - {name: page_renderer, image: "registry.example/renderer:1", port: \(port)}

        """)
  }

  private static let fetch = """
    try { return await (await fetch(input.url)).text(); } catch (error) { return (error as Error).message; }
    """

  @Test(
    "A contract without dependencies lets nodes reach sidecars on the loopback, and nothing else",
    .needs(.deno))
  func reach() async throws {
    try await LoopbackServer.with { _ in
      (200, [:], "rendered")
    } _: { _, port in
      try await RunningEngine.with(Self.workflow(port: port, nodes: ["a": Self.fetch])) {
        (engine, _) async throws in
        for host in ["localhost", "127.0.0.1"] {
          let answer = try await engine.run(#"{"url": "http://\#(host):\#(port)/"}"#)
          #expect(answer["outputs", "a"] == "rendered")
        }
        let other = try await engine.run(#"{"url": "http://localhost:\#(port == 9999 ? 9998 : 9999)/"}"#)
        #expect(other["outputs", "a"]?.hasPrefix("the node may not reach localhost:") == true)
        #expect(!engine.log.contains("sidecar"), "\(engine.log)")
      }
    }
  }

  @Test("dev, run and test say once that no sidecar is there", .needs(.deno))
  func notices() async throws {
    let workflow = Self.workflow(port: 9000, nodes: ["a": "return 1;"])
    let notice = "no sidecar is started here: `page_renderer` (localhost:9000)"
    func count(_ text: String) -> Int { text.components(separatedBy: notice).count - 1 }
    try await RunningEngine.with(workflow, command: "dev") { (engine, folder) async throws in
      let file = folder.appending(path: "nodes/a.ts")
      try Data("export default () => 2;\n".utf8).write(to: file)
      _ = try await engine.logs("reloaded")
      #expect(count(engine.log) == 1, "\(engine.log)")
    }
    try withTemporaryFolder { folder in
      let file = try workflow.write(to: folder.appending(path: "w"))
      try folder.write(Array(#"{"expected": 1}"#.utf8), to: "w/tests/fixtures/a.json")
      for arguments in [["run", "--workflow", file.path], ["test", file.deletingLastPathComponent().path]] {
        let outcome = try Tool.engine.run(arguments, environment: ["TENTACULAR_DENO": Tool.denoPath])
        #expect(outcome.status == 0)
        #expect(count(outcome.errors) == 1, "\(outcome.errors)")
      }
    }
  }

  @Test("What sidecars share is read and written by nodes, where it is there")
  func shared() throws {
    func flags(shared: String?) -> [String] {
      Permissions(
        reach: .only([]), outside: .network, directory: "/d", folder: "/f", shared: shared, types: "/t",
        socket: "/s"
      ).flags
    }
    #expect(flags(shared: nil).prefix(2) == ["--allow-read=/d,/f,/t", "--allow-write=/f"])
    #expect(
      flags(shared: EngineContract.sharedFolder).prefix(2) == [
        "--allow-read=/d,/f,/t,/shared", "--allow-write=/f,/shared",
      ])
  }
}
