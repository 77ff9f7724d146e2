import Foundation
import TestSupport
import Testing

/// Packages come into workflow directories, and nodes run with them where there is no network.
@Suite(.needs(.deno, .python3, .esbuild, .tntc), .serialized)
struct VendorTests {
  private static let everything = """
    import { greet } from "greet";
    import { loud } from "greet/loud";
    import { later } from "@demo/greet@1/later";
    import { colors, notice } from "jsr:@demo/data@1";
    import { four } from "jsr:@demo/mixed@1";
    import { double } from "npm:plain@1";
    import { tool } from "SERVER/x/tool@1.0.0/mod.ts";
    import { noending } from "SERVER/noending";
    import { typed } from "SERVER/typed.js";
    import { query } from "SERVER/query.ts?a=1";
    import settings from "SERVER/settings.json" with { type: "json" };

    const all = [greet("a").text, loud("b"), await later("c"), colors, notice.length > 0, four, double(3)];
    export const result = [...all, tool, noending, typed, query, settings];
    export default () => result;

    """

  private static let names = #"{"imports": {"greet": "jsr:@demo/greet@^1.0.0", "@demo/": "jsr:/@demo/"}}"#

  @Test func `what was taken in runs without a network, and nothing changes a second time`() throws {
    try Scene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      #expect(try scene.vendor().status == 0)
      let before = try scene.files()
      let again = try scene.vendor(without: true)
      #expect(again.output.contains("up to date") && again.status == 0)
      #expect(try scene.files() == before)
      let printed = try scene.runOffline()
      #expect(
        printed.hasPrefix(#"["Good day, a (greet)","GOOD DAY, B (GREET)!","Good day, c (greet)""#),
        "\(printed)")
      #expect(try scene.vendor("--check", without: true).status == 0)
    }
  }

  @Test func `two machines write the same bytes`() throws {
    try Scene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      let first = try scene.files()
      try scene.forgetCache()
      try scene.remove("vendor")
      try scene.vendor()
      #expect(try scene.files() == first)
      // Without the lock as well.
      try scene.forgetCache()
      for path in ["vendor", "vendor.lock", "deno.json"] { try scene.remove(path) }
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      #expect(try scene.files() == first)
    }
  }

  @Test func `a version stays until it is updated`() throws {
    try Scene.run { scene in
      try scene.write(
        "import \"greet\";\nexport default () => 1;\n",
        names: #"{"imports": {"greet": "jsr:@demo/greet@~1.0.0"}}"#)
      try scene.vendor()
      try scene.replace("~1.0.0", with: "^1.0.0", in: "vendor.lock")
      try scene.write("import \"greet\";\nimport \"greet/loud\";\nexport default () => 1;\n", names: nil)
      try scene.vendor()
      #expect(try scene.text("deno.json").contains("./vendor/demo-greet-1.0.0-lib-loud.ts"))
      #expect(try scene.vendor("--update=@demo/text").status == 0)
      #expect(try scene.text("deno.json").contains("./vendor/demo-greet-1.0.0-mod.ts"))
      #expect(try scene.vendor("--update=jsr:@demo/greet").status == 0)
      #expect(try scene.text("deno.json").contains("./vendor/demo-greet-1.1.0-mod.ts"))
      #expect(try !scene.files().keys.contains { $0.contains("1.0.0") })
      #expect(try scene.vendor("--check", without: true).status == 0)
    }
  }

  @Test func `what nobody imports any more stays until it is pruned`() throws {
    try Scene.run { scene in
      try scene.write(
        "import \"greet\";\nimport \"jsr:@demo/data@1\";\nexport default () => 1;\n", names: Self.names)
      try scene.vendor()
      try scene.write("import \"greet\";\nexport default () => 1;\n", names: nil)
      let kept = try scene.vendor()
      #expect(kept.errors.contains("nobody imports `jsr:@demo/data@1` any more"))
      #expect(try scene.files().keys.contains("vendor/demo-data-1.0.0-mod.ts"))
      #expect(try scene.vendor("--prune").status == 0)
      #expect(try !scene.files().keys.contains { $0.contains("data") })
      #expect(try !scene.text("deno.json").contains("data"))
      try scene.write("export default () => 1;\n", names: nil)
      #expect(try scene.vendor("--prune").status == 0)
      #expect(try scene.files().keys.sorted() == ["deno.json", "nodes/a.ts", "workflow.yaml"])
      #expect(try scene.text("deno.json") == #"{"imports": {"@demo/": "jsr:/@demo/"}}"#)
    }
  }

  @Test(arguments: [
    ("jsr:@demo/none@1", "JSR package not found"), ("jsr:@demo/greet@9", "Could not find version"),
    ("jsr:@demo/greet@1/none", "Unknown export"), ("jsr:@demo/liar@1", "Integrity check failed"),
    ("npm:none@1", "none"), ("SERVER/gone.ts", "Module not found"),
    ("https://127.0.0.1:1/a.ts", "cannot be had"),
    ("http://127.0.0.1:1/a.ts", "without encryption"),
    ("https://me:word@127.0.0.1/a.ts", "a user or a password"),
  ]) func `what cannot be had is told at its import, and nothing is written`(address: String, reason: String)
    throws
  {
    try Scene.run { scene in
      try scene.write("\n  import \"\(address)\";\nexport default () => 1;\n", names: nil)
      let outcome = try scene.vendor()
      #expect(outcome.status == 1)
      #expect(
        outcome.errors.contains("w/nodes/a.ts:2:10: error: ") && outcome.errors.contains(reason),
        "\(outcome.errors)")
      #expect(try scene.files().keys.sorted() == ["nodes/a.ts", "workflow.yaml"])
    }
  }

  @Test(arguments: [
    ("jsr:@demo/changing@1", "Integrity check failed"), ("SERVER/x/base@2.0.0/mod.ts", "is not what it was"),
  ]) func `what changed under its number is refused`(address: String, reason: String) throws {
    try Scene.run { scene in
      try scene.write("import \"\(address)\";\nexport default () => 1;\n", names: nil)
      try scene.vendor()
      let before = try scene.files()
      try scene.remove("vendor")
      try scene.forgetCache()
      let outcome = try scene.registry.whileChanged { try scene.vendor() }
      #expect(outcome.status == 1 && outcome.errors.contains(reason), "\(outcome.errors)")
      // Deno keeps what it was sent.
      try scene.forgetCache()
      #expect(try scene.vendor().status == 0)
      #expect(try scene.files() == before)
    }
  }

  @Test func `a run that is killed leaves what the next one completes`() throws {
    try Scene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      let complete = try scene.files()
      var random = SplitMix64.seeded(for: "killed runs of vendor")
      for _ in 0..<fuzzRounds(otherwise: 6) {
        for path in ["vendor", "vendor.lock", "deno.json"] { try scene.remove(path) }
        try scene.write(Self.everything, names: Self.names)
        try scene.kill(after: Double.random(in: 0...1.2, using: &random))
        let outcome = try scene.vendor()
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try scene.files() == complete)
      }
    }
  }

  @Test func `two runs at once write what one does`() throws {
    try Scene.run { scene in
      try scene.write(Self.everything, names: Self.names)
      try scene.atOnce(3)
      #expect(try scene.vendor("--check", without: true).status == 0)
      let files = try scene.files()
      for path in ["vendor", "vendor.lock", "deno.json"] { try scene.remove(path) }
      try scene.write(Self.everything, names: Self.names)
      try scene.vendor()
      #expect(try scene.files() == files)
    }
  }

  /// A workflow directory, the registries, and a machine with a cache of its own.
  private final class Scene {
    let folder: URL
    let registry: PackageRegistry
    private var machine = 0

    private init(_ folder: URL, _ registry: PackageRegistry) {
      (self.folder, self.registry) = (folder, registry)
    }

    static func run(_ body: (Scene) throws -> Void) throws {
      try PackageRegistry.run { registry in
        try withTemporaryFolder { folder in
          let scene = Scene(folder, registry)
          try folder.write(
            Array(
              "name: w\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes: {a: {path: nodes/a.ts}}\nedges: []\n"
                .utf8),
            to: "w/workflow.yaml")
          try body(scene)
        }
      }
    }

    private var workflow: URL { folder.appending(path: "w") }

    func write(_ code: String, names: String?) throws {
      try folder.write(
        Array(code.replacingOccurrences(of: "SERVER", with: registry.modules).utf8), to: "w/nodes/a.ts")
      if let names { try folder.write(Array(names.utf8), to: "w/deno.json") }
    }

    func text(_ path: String) throws -> String {
      try String(contentsOf: workflow.appending(path: path), encoding: .utf8)
    }

    func replace(_ old: String, with new: String, in path: String) throws {
      try workflow.write(Array(try text(path).replacingOccurrences(of: old, with: new).utf8), to: path)
    }

    func remove(_ path: String) throws {
      let file = workflow.appending(path: path)
      if FileManager.default.fileExists(atPath: file.path) { try FileManager.default.removeItem(at: file) }
    }

    /// Goes on as another machine.
    func forgetCache() throws { machine += 1 }

    private var environment: [String: String] {
      registry.environment(cache: folder.appending(path: "cache\(machine)")).merging([
        "TENTACULAR_DENO": Tool.denoPath
      ]) { $1 }
    }

    /// - Parameter without: without any Deno that could ask somebody.
    @discardableResult
    func vendor(_ options: String..., without: Bool = false) throws -> (
      status: Int32, output: String, errors: String
    ) {
      let outcome = try Tool.tntc.run(
        ["vendor", "w"] + options, in: folder,
        environment: without ? ["TENTACULAR_DENO": "/nowhere"] : environment)
      return (outcome.status, String(decoding: outcome.output, as: UTF8.self), outcome.errors)
    }

    private func process() throws -> Process {
      let process = Process()
      process.executableURL = BuiltProgram.tntc
      process.arguments = ["vendor", "w"]
      process.currentDirectoryURL = folder
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      return process
    }

    func kill(after seconds: Double) throws {
      let process = try process()
      Thread.sleep(forTimeInterval: seconds)
      if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
    }

    func atOnce(_ count: Int) throws {
      let processes = try (0..<count).map { _ in try process() }
      for process in processes {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
    }

    /// All files of the directory.
    func files() throws -> [String: Data] {
      var files: [String: Data] = [:]
      let paths = try FileManager.default.subpathsOfDirectory(atPath: workflow.path)
      for path in paths {
        let file = workflow.appending(path: path)
        if !file.resourceIsFolder { files[path] = try Data(contentsOf: file) }
      }
      return files
    }

    /// What the node's module has as its result, loaded as in a pod: by names alone, with nothing that Deno keeps.
    func runOffline() throws -> String {
      let names = try JSONDecoder().decode(
        [String: [String: String]].self, from: Data(try text("deno.json").utf8))
      let map = ["imports": (names["imports"] ?? [:]).filter { $0.value.hasPrefix("./") }]
      try JSONEncoder().encode(map).write(to: workflow.appending(path: "map.json"))
      defer { try? remove("map.json") }
      let code =
        "import { result } from \"\(workflow.appending(path: "nodes/a.ts").absoluteString)\"; console.log(JSON.stringify(result));"
      let main = try folder.write(Array(code.utf8), to: "main.ts")
      let outcome = try Tool.deno.run(
        [
          "run", "--no-remote", "--no-npm", "--no-config", "--no-lock", "--no-prompt", "--import-map",
          workflow.appending(path: "map.json").path, main.path,
        ], environment: ["DENO_DIR": folder.appending(path: "nothing").path])
      return outcome.status == 0 ? String(decoding: outcome.output, as: UTF8.self) : outcome.errors
    }
  }
}

extension URL {
  fileprivate var resourceIsFolder: Bool {
    (try? resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }
}
