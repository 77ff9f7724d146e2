import Foundation
import TestSupport
import Testing
import WorkflowModel
import YAML

/// What tntc renders is what the engine takes: the Deployment's own command line, on its own ConfigMap, laid out
/// as the kubelet does it.
@Suite(.needs(.deno))
struct RenderedPodTests {
  private struct Pod {
    let container: Value
    let spec: Value
    let data: Value
    let cron: Value

    init(_ tree: URL) throws {
      func read(_ path: String) throws -> Value {
        let bytes = Array(try Data(contentsOf: tree.appending(path: path)))
        return try #require(try Reader.read(bytes).valid()?.value)
      }
      spec = try #require(try read("deployment.yaml")["spec"]?["template"]?["spec"])
      container = try #require(spec["containers"]?.items.first)
      data = try #require(try read("versions/1.0.yaml")["data"])
      cron = try #require(
        try read("cronjob.yaml")["spec"]?["jobTemplate"]?["spec"]?["template"]?["spec"]?["containers"]?.items
          .first)
    }

    var arguments: [String] { container["args"]?.items.compactMap(\.text) ?? [] }

    func mountEnvironment(of tree: URL, at folder: URL) throws {
      let name = try #require(
        spec["volumes"]?.items.first { $0["name"]?.text == "config" }?["configMap"]?["name"]?.text)
      let file = "versions/\(name.replacing("sample-config", with: "config")).yaml"
      let bytes = Array(try Data(contentsOf: tree.appending(path: file)))
      guard case .mapping(let data)? = try Reader.read(bytes).valid()?.value["data"] else {
        throw CocoaError(.fileReadCorruptFile)
      }
      for (key, text) in data { try folder.write(Array((text.text ?? "").utf8), to: key) }
    }

    /// Files in a folder with a time in its name, `..data` leading there, and a link for each first component.
    func mount(at folder: URL) throws {
      let manager = FileManager.default
      let items = try #require(
        spec["volumes"]?.items.first { $0["name"]?.text == "code" }?["configMap"]?["items"]?.items)
      for item in items {
        let key = try #require(item["key"]?.text)
        let path = try #require(item["path"]?.text)
        try folder.write(Array(try #require(data[key]?.text).utf8), to: "..2026_11_25/\(path)")
      }
      try manager.createSymbolicLink(
        atPath: folder.appending(path: "..data").path, withDestinationPath: "..2026_11_25")
      for name in try manager.contentsOfDirectory(atPath: folder.appending(path: "..2026_11_25").path) {
        try manager.createSymbolicLink(
          atPath: folder.appending(path: name).path, withDestinationPath: "..data/\(name)")
      }
    }
  }

  private func rendering(
    _ configuration: String? = nil, _ body: (Pod, URL) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pod-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var workflow = SampleWorkflow(
      nodes: ["a": "return { got: input, two: (await import('./lib/two.ts')).two };"],
      files: ["nodes/lib/two.ts": "export const two = 2; // é, 😀\n"])
    workflow.triggers = "[{type: manual}, {type: cron, schedule: \"0 9 * * *\", name: daily}]"
    if let configuration {
      workflow.extra = "contract: {dependencies: {tentacular-nats: {protocol: nats, subject: s}}}\n"
      try folder.write(Array(configuration.utf8), to: ".tentacular/config.yaml")
    }
    _ = try workflow.write(to: folder.appending(path: "sample"))
    let rendered = try Tool.tntc.run(["render", "sample", "--image", "registry.example/e:1"], in: folder)
    try #require(rendered.status == 0, "\(rendered.errors)")
    try await body(try Pod(folder.appending(path: "deploy/sample")), folder)
  }

  @Test("The engine serves a rendered version with the arguments of its Deployment, and answers its probes")
  func serves() async throws {
    try await rendering { (pod, folder) async throws in
      let mount = folder.appending(path: "mount")
      try pod.mount(at: mount)
      #expect(pod.container["command"]?.items.compactMap(\.text) == [EngineContract.command])
      var arguments = pod.arguments
      #expect(arguments.removeFirst() == "serve")
      // The two that a test cannot have: the pod's own folder and port.
      let workflow = try #require(arguments.firstIndex(of: "\(EngineContract.codeFolder)/workflow.yaml"))
      arguments.removeSubrange((workflow - 1)...workflow)
      let port = try #require(arguments.firstIndex(of: String(EngineContract.port)))
      arguments.removeSubrange((port - 1)...port)
      #expect(arguments.contains("--expect-digest") && arguments.contains("--shutdown-grace"))
      try await RunningEngine.with(mount.appending(path: "workflow.yaml"), arguments) {
        (engine) async throws in
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
          let path = try #require(pod.container[probe]?["httpGet"]?["path"]?.text)
          #expect(try await engine.get(path).status == 200, "\(probe)")
        }
        #expect(
          pod.container["ports"]?.items.first?["containerPort"] == .integer(EngineContract.port))
        // The CronJob's own arguments, at the port of this test.
        var trigger = pod.cron["args"]?.items.compactMap(\.text) ?? []
        let url = try #require(trigger.firstIndex { $0.hasPrefix("http://") })
        #expect(trigger[url] == "http://sample:\(EngineContract.port)\(EngineContract.runPath)")
        trigger[url] = "http://127.0.0.1:\(engine.port)\(EngineContract.runPath)"
        let outcome = try Tool.engine.run(trigger + ["--output"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let output = String(decoding: outcome.output, as: UTF8.self)
        #expect(output.contains(#""a":{"got":{"trigger":"daily"},"two":2}"#), "\(output)")
      }
    }
  }

  @Test("A mount of the environment's files with one other byte stays unready", arguments: [false, true])
  func tamperedEnvironment(isTampered: Bool) async throws {
    let configuration = "defaults: {config: {a: 1}, dependencies: {tentacular-nats: {host: nats.example}}}\n"
    try await rendering(configuration) { (pod, folder) async throws in
      let mount = folder.appending(path: "mount")
      try pod.mount(at: mount)
      let config = folder.appending(path: "config")
      try pod.mountEnvironment(of: folder.appending(path: "deploy/sample"), at: config)
      if isTampered {
        let file = config.appending(path: "dependencies.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let other = text.replacing("nats.example", with: "evil.example")
        try #require(other != text)
        try Data(other.utf8).write(to: file)
      }
      let first = try #require(pod.arguments.firstIndex(of: "--expect-digest"))
      let arguments = pod.arguments[first...].map {
        $0.replacing(EngineContract.configFolder, with: config.path)
      }
      #expect(arguments.contains("--config") && arguments.contains("--dependencies"))
      try await RunningEngine.with(mount.appending(path: "workflow.yaml"), arguments, ready: !isTampered) {
        (engine) async throws in
        #expect(try await engine.get(EngineContract.readyPath).status == (isTampered ? 503 : 200))
        let why = "the files of the config overlay (--config, --dependencies) are not the expected ones"
        if isTampered { #expect(try await engine.logs(why)) } else { #expect(!engine.log.contains(why)) }
      }
    }
  }

  @Test("A mount with one other byte stays unready")
  func tampered() async throws {
    try await rendering { (pod, folder) async throws in
      let mount = folder.appending(path: "mount")
      try pod.mount(at: mount)
      let file = mount.appending(path: "..2026_11_25/nodes/lib/two.ts")
      try Data("export const two = 3; // é, 😀\n".utf8).write(to: file)
      let digest = try #require(pod.arguments.last)
      try await RunningEngine.with(
        mount.appending(path: "workflow.yaml"), ["--expect-digest", digest], ready: false
      ) { (engine) async throws in
        #expect(try await engine.logs("the mounted files are not the expected version"))
        #expect(try await engine.get(EngineContract.readyPath).status == 503)
      }
    }
  }
}

extension Value {
  fileprivate var items: [Value] {
    if case .sequence(let items) = self { items } else { [] }
  }
}
