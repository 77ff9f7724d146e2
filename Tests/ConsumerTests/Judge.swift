import Foundation
import TestSupport

/// Python programs that read what tntc wrote; see the folder `judges`.
enum Judge {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "judges")
  static let templates = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "templates")

  /// What the consumers of the trees object to, and how much they read.
  ///
  /// - Parameter kubectls: programs that have to build the same; the one of PATH when there are none.
  static func verdict(
    on trees: [URL], builtBy kubectls: [String] = []
  ) throws -> (findings: [String], summary: String) {
    let environment = kubectls.isEmpty ? [:] : ["TNTC_KUBECTLS": kubectls.joined(separator: ":")]
    return try run("judge.py", trees.map(\.path), environment: environment)
  }

  /// Where trees say something else than the public JSON-e implementation makes of the templates.
  static func verdict(
    on samples: [SampleTree], templates: [URL]
  ) throws -> (findings: [String], summary: String) {
    let lines = samples.map { "\($0.tree.path)\t\($0.context.path)\n" }
    return try run("templates.py", templates.map(\.path), input: lines.joined())
  }

  /// Where the JSON Schemas and the validators differ.
  ///
  /// - Parameters:
  ///   - parts: how many there are of the texts, of which one is tried at each key of config.yaml, and another at the
  ///     next.
  ///   - start: the one of the first key.
  static func agreement(parts: Int, from start: Int) throws -> (findings: [String], summary: String) {
    try run(
      "agreement.py", [BuiltProgram.tntc.path, GoldenTreeTests.golden.path, "\(parts)", "\(start)"])
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
      return parted(try run("gitops.py", ([root] + folders).map(\.path)), printed.count)
    }
  }

  /// A log in SARIF, and the folder that it is about.
  typealias Log = (bytes: [UInt8], folder: URL)

  /// Where each log is not SARIF, or points at what is not there.
  static func verdicts(onLogs logs: [Log]) throws -> (findings: [[String]], summary: String) {
    try withTemporaryFolder { scratch in
      let lines = try logs.enumerated().map { number, log in
        "\(try scratch.write(log.bytes, to: "\(number).sarif").path)\t\(log.folder.path)\n"
      }
      return parted(try run("sarif.py", [], input: lines.joined()), logs.count)
    }
  }

  /// The findings by what they are about: a line that starts with `=` is before those of each.
  ///
  /// - Returns: all in one when there are not as many, as of a judge that failed.
  private static func parted(
    _ verdict: (findings: [String], summary: String), _ count: Int
  ) -> (findings: [[String]], summary: String) {
    let parts = verdict.findings.split(omittingEmptySubsequences: false) { $0.hasPrefix("=") }
    guard parts.count == count + 1 else { return ([verdict.findings], verdict.summary) }
    return (parts.dropFirst().map(Array.init), verdict.summary)
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
    _ script: String, _ arguments: [String], input: String = "", environment: [String: String] = [:]
  ) throws -> (findings: [String], summary: String) {
    let outcome = try Tool.python.run(
      ["-B", folder.appending(path: script).path] + arguments, input: Array(input.utf8),
      environment: environment)
    var lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
    guard outcome.status == 0, let summary = lines.popLast() else { return ([outcome.errors], "") }
    for line in lines where line.hasPrefix("skipped:") { print(line) }
    return (lines.filter { !$0.hasPrefix("skipped:") }, summary)
  }
}
