import Foundation
import TestSupport
import WorkflowModel

/// A workflow whose tree goes through random releases, each state of it kept.
struct ReleaseHistory {
  private static let words = [
    "const a = 1;", "", "  return a;", "}", "// ünï 🎉", "\tawait step();", "`${a}`", "x\r", "\\ No newline",
    "-- a", "++ b",
  ]

  private let folder: URL
  private var generator: SplitMix64
  private var nodes = ["work"]
  /// What the last command said.
  private var headline: String?
  private(set) var states: [URL] = []
  /// What the command that led to each state said of it; nil after a render, which has words of its own, and where a
  /// command was refused.
  private(set) var headlines: [String?] = [nil]
  /// How often each kind of step was taken and not refused.
  private(set) var taken: [String: Int] = [:]

  init(_ folder: URL, _ generator: SplitMix64) throws {
    self.folder = folder
    self.generator = generator
    try folder.write(Array("ref: refs/heads/main\n".utf8), to: ".git/HEAD")
    // Before the first render: no workflow.
    try FileManager.default.createDirectory(
      at: folder.appending(path: "states/0"), withIntermediateDirectories: true)
    states = [folder.appending(path: "states/0")]
    try writeWorkflow()
    try edit()
    try settings()
    _ = try tntc("render", "flows")
    try keepState()
  }

  mutating func run(steps: Int) throws {
    for _ in 0..<steps {
      try step()
      try keepState()
    }
  }

  private mutating func keepState() throws {
    let place = folder.appending(path: "states/\(states.count)")
    try FileManager.default.copyItem(at: folder.appending(path: "deploy"), to: place)
    states.append(place)
    headlines.append(headline)
    headline = nil
  }

  private mutating func step() throws {
    let minor = "1.\(Int.random(in: 0...6, using: &generator))"
    switch Int.random(in: 0..<11, using: &generator) {
    case 0, 1:
      try edit()
      try take("bump", "render", "flows", "--bump", "minor")
    case 2:
      try edit()
      try take("stage", "render", "flows", "--bump", "minor", "--stage")
    case 3:
      try reshape()
      try take("reshape", "render", "flows", "--bump", "minor")
    case 4:
      try settings()
      try take("settings", "render", "flows")
    case 5: try take("rollback", "rollback", "flow", "--reason", "random")
    case 6: try take("promote", "promote", "flow", "--accept-bad", "--unpin")
    case 7:
      let gateway = ["--via", "gateway", "--gateway", "infra/public", "--hostname", "flow.example.com"]
      let weight = "\(Int.random(in: 0...90, using: &generator))"
      let route = Bool.random(using: &generator) ? gateway : ["--surge"]
      try take("canary", ["canary", "flow", "--version", minor, "--weight", weight, "--accept-bad"] + route)
    case 8: try take("abort", "canary", "flow", "--abort")
    case 9: try take("end", "canary", "flow", "--end")
    default: try take("prune", "prune", "flow", "--keep", "4")
    }
  }

  private mutating func take(_ name: String, _ arguments: String...) throws { try take(name, arguments) }

  private mutating func take(_ name: String, _ arguments: [String]) throws {
    if try tntc(arguments) == 0 { taken[name, default: 0] += 1 }
  }

  private mutating func tntc(_ arguments: String...) throws -> Int32 { try tntc(arguments) }
  private mutating func tntc(_ arguments: [String]) throws -> Int32 {
    let outcome = try Tool.tntc.run(arguments, in: folder)
    headline =
      arguments.first == "render"
      ? nil : String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").first.map(String.init)
    return outcome.status
  }

  /// Other code in one node, sometimes a file that is no text.
  private mutating func edit() throws {
    if Int.random(in: 0..<3, using: &generator) == 0 { try vendor() }
    let count = Int.random(in: 0...30, using: &generator)
    let lines = (0..<count).map { _ in Self.words.randomElement(using: &generator) ?? "" }
    // In a comment, as a node has to be a module with a default export.
    var text = "export default () => 0;\n/*\n" + lines.joined(separator: "\n") + "\n*/"
    if Bool.random(using: &generator) { text += "\n" }
    let node = nodes.randomElement(using: &generator) ?? "work"
    try folder.write(Array(text.utf8), to: "flows/flow/nodes/\(node).ts")
    let binary = "flows/flow/nodes/lib/data.bin"
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: try folder.write([0, 1, UInt8.random(in: 0...255, using: &generator), 255], to: binary)
    case 1: try? FileManager.default.removeItem(at: folder.appending(path: binary))
    default: break
    }
  }

  /// Other packages, as `tntc vendor` leaves them: up to three, sometimes none.
  private mutating func vendor() throws {
    let place = folder.appending(path: "flows/flow")
    try? FileManager.default.removeItem(at: place.appending(path: "vendor"))
    var packages: [String] = []
    for (name, file) in [("jsr:@a/x", "x.ts"), ("npm:y", "y.js"), ("https://m.example/z", "z.ts")]
    where Bool.random(using: &generator) {
      let version = "1.\(Int.random(in: 0...2, using: &generator)).0"
      packages.append("\(name)@\(version): {files: {\(file): \(Int.random(in: 0...1, using: &generator))}}")
    }
    let source = try SamplePackages.source("{\(packages.joined(separator: ", "))}")
    for file in source.files where !file.path.hasPrefix("nodes/") && file.path != "workflow.yaml" {
      try folder.write(file.bytes, to: "flows/flow/\(file.path)")
    }
  }

  /// Other nodes, edges and schedules.
  private mutating func reshape() throws {
    for node in nodes {
      try FileManager.default.removeItem(at: folder.appending(path: "flows/flow/nodes/\(node).ts"))
    }
    nodes = ["work"] + ["clean", "send", "ask"].filter { _ in Bool.random(using: &generator) }
    try writeWorkflow()
  }

  private mutating func writeWorkflow() throws {
    let file = folder.appending(path: "flows/flow/workflow.yaml")
    let before = (try? String(contentsOf: file, encoding: .utf8)) ?? "version: \"1.0\""
    // A bump has put the number there.
    let version = before.split(separator: "\n").first { $0.hasPrefix("version:") } ?? "version: \"1.0\""
    var text = "name: flow\n\(version)\ntriggers:\n- type: manual\n"
    for name in ["early", "late"] where Bool.random(using: &generator) {
      text +=
        "- {type: cron, name: \(name), schedule: \"\(Int.random(in: 0...59, using: &generator)) 4 * * *\"}\n"
    }
    text += "nodes:\n"
    for node in nodes {
      text += "  \(node): {path: nodes/\(node).ts}\n"
      try folder.write(Array("export default () => \(node.count);\n".utf8), to: "flows/flow/nodes/\(node).ts")
    }
    if nodes.count > 1 {
      text += "edges:\n" + nodes.dropFirst().map { "- {from: work, to: \($0)}\n" }.joined()
    }
    try folder.write(Array(text.utf8), to: "flows/flow/workflow.yaml")
  }

  private mutating func settings() throws {
    var lines = ["image: registry.example/engine:\(Int.random(in: 1...3, using: &generator))"]
    if Bool.random(using: &generator) {
      lines.append("namespace: n\(Int.random(in: 1...2, using: &generator))")
    }
    if Bool.random(using: &generator) {
      lines.append("replicas: \(Int.random(in: 1...4, using: &generator))")
    }
    if Bool.random(using: &generator) {
      lines.append("config: {endpoints: [a, \(Int.random(in: 1...3, using: &generator))], slow: 1.5}")
    }
    if Bool.random(using: &generator) { lines.append("labels: {example.com/team: red}") }
    if Bool.random(using: &generator) { lines.append("tolerations: [{key: gpu, operator: Exists}]") }
    let text = "defaults:\n" + lines.map { "  \($0)\n" }.joined()
    try folder.write(Array(text.utf8), to: ".tentacular/config.yaml")
  }
}
