import Foundation
import TestSupport

/// Python programs that read what `tntc diff` wrote; see the folder `judges`.
enum ReviewJudge {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges")

  /// What they object to, and how much they read.
  static func run(_ script: String, _ arguments: [String]) throws -> (findings: [String], summary: String) {
    let outcome = try Tool.python.run(["-B", folder.appending(path: script).path] + arguments)
    var lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
    guard outcome.status == 0, let summary = lines.popLast() else { return (lines + [outcome.errors], "") }
    return (lines, summary)
  }
}
