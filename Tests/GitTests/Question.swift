import Foundation
import TestSupport

/// A command of tntc that asks git.
enum Question: String, CaseIterable {
  case versions, list, diff, diffOfCommits, mergeBase, verify, provenance, resolve, argocd, check

  var arguments: [String] {
    switch self {
    case .versions: ["versions", "w", "--format", "json"]
    case .list: ["list", "--format", "json"]
    case .diff: ["diff"]
    case .diffOfCommits: ["diff", "HEAD~1", "--stat"]
    case .mergeBase: ["diff", "HEAD~1...HEAD", "--stat"]
    case .verify: ["verify", "--against", "HEAD"]
    case .provenance: ["provenance", "w", "--version", "1.0"]
    case .resolve: ["resolve", "w"]
    case .argocd:
      ["gitops", "argocd", "--repo", "https://git.example/r.git", "--revision", "refs/heads/main"]
    case .check: ["render", "--check"]
    }
  }

  func answer(in folder: URL, _ environment: [String: String]) throws -> Answer {
    let outcome = try Tool.tntc.run(arguments, in: folder, environment: environment)
    return Answer(
      status: outcome.status, output: String(decoding: outcome.output, as: UTF8.self), errors: outcome.errors)
  }
}

struct Answer: Equatable {
  let status: Int32
  let output: String
  let errors: String

  var text: String { "exit \(status)\n\(output)\(errors)" }
}
