import Foundation
import TestSupport
import Testing

/// What `tntc gitops` prints, read by the schemas of the controllers and played through on the tree.
struct DeliveryTests {
  private static let source = [
    "--repo", "https://git.example.com/team/w.git", "--revision", "refs/heads/main",
  ]

  @Test(.needs(.python, .kubectl, .tntc, .git))
  func `Argo CD and Flux deliver every workflow of a tree`() throws {
    try withTemporaryFolder { folder in
      let root = try Self.repository(in: folder)
      let printed = try [[], ["--target-namespace", "jobs"]].map { try Self.print(root, $0) }
      let (findings, summary) = try Judge.verdicts(onDeliveryOf: root, printed)
      #expect(findings == [[], []])
      #expect(summary == "judged 8 objects for 2 workflows")
    }
  }

  @Test(.needs(.python, .kubectl, .tntc, .git))
  func `every environment is delivered`() throws {
    try withTemporaryFolder { folder in
      let root = folder.appending(path: "repository")
      let input = repositoryRoot.appending(path: "golden/environments/input")
      try FileManager.default.copyItem(at: input, to: root)
      _ = try Tool.git.run(["init", "--quiet"], in: root)
      try SampleTree.tntc(["render"], in: root)
      let (findings, summary) = try Judge.verdicts(onDeliveryOf: root, [try Self.print(root, [])])
      #expect(findings == [[]])
      #expect(summary == "judged 7 objects for 4 workflows")
    }
  }

  struct Break: Sendable, CustomTestStringConvertible {
    let text: String
    let replacement: String
    let finding: String

    var testDescription: String { finding }
  }

  private static let breaks = [
    Break(text: "path: deploy/*", replacement: "path: '*'", finding: "Argo CD makes applications of"),
    Break(text: "exclude: true", replacement: "exclude: false", finding: "Argo CD makes applications of"),
    Break(text: "selfHeal: true", replacement: "selfHeal: false", finding: "does not prune and heal"),
    Break(text: "missingkey=error", replacement: "missingkey=zero", finding: "would be taken for text"),
    Break(text: "paths: \".\"", replacement: "paths: /deploy", finding: "every commit refreshes"),
    Break(text: "./deploy/w", replacement: "./w", finding: "Flux delivers"),
    Break(
      text: "    name: sample\n    namespace: apps", replacement: "    name: sample",
      finding: "nothing to check"),
    Break(text: "wait: true", replacement: "wait: false", finding: "does not prune and wait"),
    Break(text: "wait: true", replacement: "wait: true\n  waits: true", finding: "'waits' was unexpected"),
    Break(text: "interval: 10m", replacement: "interval: 10 minutes", finding: "does not match"),
    Break(text: "  timeout: 60s\n", replacement: "", finding: "is left to a default"),
    Break(
      text: "    name: workflows\n", replacement: "    name: others\n", finding: "its source is not there"),
  ]

  /// What only the definitions of Argo CD tell, which no registry has.
  private static let breaksOfDefinitions = [
    Break(text: "selfHeal: true", replacement: "selfheal: true", finding: "'selfheal' was unexpected"),
    Break(text: "goTemplate: true", replacement: "goTemplate: \"true\"", finding: "is not of type 'boolean'"),
  ]

  @Test(.needs(.python, .kubectl, .tntc, .git))
  func `what is broken is found`() throws { try expectFindings(Self.breaks) }

  @Test(.needs(.python, .kubectl, .tntc, .git), .needs(.definitions))
  func `what the definitions of Argo CD refuse is found`() throws {
    try expectFindings(Self.breaksOfDefinitions)
  }

  private func expectFindings(_ breaks: [Break]) throws {
    try withTemporaryFolder { folder in
      let root = try Self.repository(in: folder)
      let whole = try Self.print(root, [])
      let broken = breaks.map { item in
        whole.map { $0.replacingOccurrences(of: item.text, with: item.replacement) }
      }
      let findings = try Judge.verdicts(onDeliveryOf: root, broken).findings
      try #require(findings.count == breaks.count, "\(findings)")
      for (index, item) in breaks.enumerated() {
        #expect(broken[index] != whole, "`\(item.text)` is not printed")
        #expect(findings[index].contains { $0.contains(item.finding) }, "\(item.finding): \(findings[index])")
      }
    }
  }

  /// A git repository with a tree of two workflows, and a folder in it that is none.
  private static func repository(in folder: URL) throws -> URL {
    let root = folder.appending(path: "repository")
    let sample = try SampleTree.writeWorkflow(in: root)
    let small = repositoryRoot.appending(path: "golden/noop/input/w")
    _ = try Tool.git.run(["init", "--quiet"], in: root)
    try root.write(Array("not ours".utf8), to: "deploy/notes/README.md")
    for (workflow, namespace) in [(sample, "apps"), (small, "others")] {
      try SampleTree.tntc(
        ["render", workflow.path, "--namespace", namespace, "--image", "example.com/e:1"], in: root)
    }
    return root
  }

  /// What is printed for Argo CD, and for Flux.
  private static func print(_ root: URL, _ options: [String]) throws -> [String] {
    try ["argocd", "flux"].map {
      String(decoding: try SampleTree.tntc(["gitops", $0] + source + options, in: root), as: UTF8.self)
    }
  }
}
