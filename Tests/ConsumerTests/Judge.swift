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

  /// Where a tree says something else than the public JSON-e implementation makes of the templates.
  static func verdict(
    on workflow: URL, context: URL, templates: [URL]
  ) throws -> (findings: [String], summary: String) {
    try run("templates.py", [workflow.path, context.path] + templates.map(\.path))
  }

  private static func run(
    _ script: String, _ arguments: [String]
  ) throws -> (findings: [String], summary: String) {
    let outcome = try Tool.python.run(["-B", folder.appending(path: script).path] + arguments)
    var lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
    guard outcome.status == 0, let summary = lines.popLast() else { return ([outcome.errors], "") }
    return (lines, summary)
  }
}
