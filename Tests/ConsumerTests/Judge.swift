import Foundation
import TestSupport

/// Python programs that read what tntc wrote; see the folder `judges`.
enum Judge {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "judges")
  static let templates = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "templates")

  /// What the consumers of the trees object to, and how much they read.
  static func verdict(on trees: [URL]) throws -> (findings: [String], summary: String) {
    try run("judge.py", trees.map(\.path))
  }

  /// Which trees one of the kubectls does not build, or builds to something else.
  static func builds(_ trees: [URL], by kubectls: [Tool]) throws -> (findings: [String], summary: String) {
    try run("builds.py", try kubectls.map { try $0.path }, input: trees.map { "\($0.path)\n" }.joined())
  }

  /// Where trees say something else than the public JSON-e implementation makes of the templates.
  static func verdict(
    on samples: [SampleTree], templates: [URL]
  ) throws -> (findings: [String], summary: String) {
    let lines = samples.map { "\($0.tree.path)\t\($0.context.path)\n" }
    return try run("templates.py", templates.map(\.path), input: lines.joined())
  }

  /// Where the JSON Schemas and the validators differ.
  static func agreement() throws -> (findings: [String], summary: String) {
    try run("agreement.py", [BuiltProgram.tntc.path, GoldenTreeTests.golden.path])
  }

  /// What does not fit in the objects for Argo CD and for Flux, in this order, each time that they were printed.
  static func verdicts(
    onDeliveryOf root: URL, _ printed: [[String]]
  ) throws -> (findings: [[String]], summary: String) {
    try withTemporaryFolder { folder in
      var folders: [URL] = []
      for (number, texts) in printed.enumerated() {
        let place = folder.appending(path: "\(number)")
        for (name, text) in zip(["argocd", "flux"], texts) { try place.write(Array(text.utf8), to: name) }
        folders.append(place)
      }
      let (lines, summary) = try run("gitops.py", ([root] + folders).map(\.path))
      let parts = lines.split(omittingEmptySubsequences: false) { $0.hasPrefix("=") }.map(Array.init)
      // Before the first folder is nothing, unless the judge itself failed.
      guard parts.count == printed.count + 1 else { return ([lines], summary) }
      return (Array(parts.dropFirst()), summary)
    }
  }

  /// Where a log is not SARIF, or points at what is not there.
  static func verdict(onLog log: [UInt8], of folder: URL) throws -> (findings: [String], summary: String) {
    try withTemporaryFolder { scratch in
      try run("sarif.py", [try scratch.write(log, to: "log.sarif").path, folder.path])
    }
  }

  /// Where what `verify` says of overlays is not what comes of them.
  static func verdict(
    onOverlays folder: URL, seed: UInt64, rounds: Int
  ) throws -> (findings: [String], summary: String) {
    try run(
      "overlays.py",
      ["\(seed)", "\(rounds)", BuiltProgram.tntc.path, try Tool.kubectl.path, folder.path])
  }

  private static func run(
    _ script: String, _ arguments: [String], input: String = ""
  ) throws -> (findings: [String], summary: String) {
    let outcome = try Tool.python.run(
      ["-B", folder.appending(path: script).path] + arguments, input: Array(input.utf8))
    var lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
    guard outcome.status == 0, let summary = lines.popLast() else { return ([outcome.errors], "") }
    for line in lines where line.hasPrefix("skipped:") { print(line) }
    return (lines.filter { !$0.hasPrefix("skipped:") }, summary)
  }
}
