import ImageBuilding
import Testing
import WorkflowModel

/// The Dockerfile and the constants that pod and engine share.
struct DockerfileTests {
  /// Its instructions in order, continued lines joined, comments left out.
  private let instructions: [(name: String, rest: String)] = {
    let text = String(decoding: Dockerfile.bytes, as: UTF8.self)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
    return lines.replacing("\\\n", with: "").split(separator: "\n").map { line in
      let words = line.split(separator: " ", maxSplits: 1)
      return (String(words[0]), words.count == 2 ? String(words[1]) : "")
    }
  }()

  private func all(_ name: String) -> [String] { instructions.filter { $0.name == name }.map(\.rest) }

  private func list(_ text: String) -> [String] {
    text.trimmingPrefix("[").replacing("]", with: "").split(separator: ",").map {
      $0.replacing("\"", with: "").split(separator: " ").joined()
    }
  }

  @Test("It starts the engine as the Deployment does, on the contract's port and file")
  func entryPoint() throws {
    let entry = list(try #require(all("ENTRYPOINT").first))
    let workflow = "\(EngineContract.codeFolder)/\(WorkflowSource.workflowFile)"
    #expect(
      entry == [
        EngineContract.command, "serve", "--workflow", workflow, "--port", String(EngineContract.port),
      ])
    #expect(all("EXPOSE") == [String(EngineContract.port)])
    #expect(all("USER") == ["\(EngineContract.user):\(EngineContract.user)"])
    #expect(all("CMD") == [])
  }

  @Test("Its programs are on its PATH, and Deno's folder is the pod's")
  func environment() throws {
    let variables = Dictionary(
      all("ENV").flatMap { $0.split(separator: " ") }.map { pair in
        let halves = pair.split(separator: "=", maxSplits: 1)
        return (String(halves[0]), String(halves[1]))
      }, uniquingKeysWith: { first, _ in first })
    #expect(Set(variables.keys) == ["PATH", "DENO_DIR"])
    #expect(variables["DENO_DIR"] == EngineContract.denoDirectory)
    let copied = try #require(all("COPY").first).split(separator: " ").map(String.init)
    #expect(Set(copied.dropLast()) == Set(ContextProgram.allCases.map(\.fileName)))
    #expect(copied.last == "/usr/local/bin/")
    #expect(variables["PATH"]?.split(separator: ":").contains("/usr/local/bin") == true)
  }

  @Test("One stage on one base that can be pinned, and nothing is run: another platform needs no emulation")
  func noEmulation() {
    #expect(
      instructions.map(\.name) == ["ARG", "FROM", "LABEL", "COPY", "ENV", "USER", "EXPOSE", "ENTRYPOINT"])
    #expect(all("FROM") == ["${BASE}"])
    #expect(all("ARG").first?.hasPrefix("BASE=") == true)
  }
}
