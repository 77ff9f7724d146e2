import Foundation
import TestSupport
import Testing

/// The judges see what is wrong: each test breaks one thing in a tree that is fine.
struct BrokenTreeTests {
  struct Break: Sendable, CustomTestStringConvertible {
    let file: String
    let text: String
    let replacement: String
    let finding: String

    var testDescription: String { finding }
  }

  private static let breaks = [
    Break(
      file: "versions/1.10.yaml", text: "retries: 2", replacement: "retries: 3",
      finding: "the source that arrives has another digest"),
    Break(
      file: "versions/1.10.yaml", text: "immutable: true", replacement: "immutable: false",
      finding: "can be changed"),
    Break(
      file: "kustomization.yaml", text: "- versions/1.10.yaml\n", replacement: "",
      finding: "which is not in the build"),
    Break(
      file: "kustomization.yaml", text: "namespace: apps", replacement: "namespace: apps\nbases: []",
      finding: "kubectl kustomize says"),
    Break(
      file: "release.lock", text: "live:", replacement: "life:",
      finding: "the first line has not the digest of the rest"),
    Break(
      file: "deployment.yaml", text: "replicas: 1", replacement: "replicas: 2",
      finding: "there is another digest than that of the files"),
    Break(
      file: "deployment.yaml", text: "replicas: 1", replacement: "replica: 1",
      finding: "Kubernetes 1.25: spec"),
    Break(
      file: "deployment.yaml", text: "path: nodes/first.ts", replacement: "path: nodes/other.ts",
      finding: "does not mount every key at its path"),
    Break(
      file: "service.yaml", text: "    tentacular.dev/track: stable\n", replacement: "",
      finding: "selects by"),
    Break(
      file: "cronjob.yaml", text: "readOnlyRootFilesystem: true", replacement: "privileged: true",
      finding: "securityContext.privileged is True"),
    Break(
      file: "cronjob.yaml", text: "timeZone: Europe/Berlin", replacement: "timezone: Europe/Berlin",
      finding: "'timezone' was unexpected"),
  ]

  @Test(.needs(.python, .kubectl, .tntc))
  func `what is broken is found`() throws {
    try withTemporaryFolder { folder in
      let workflow = try SampleTree.writeWorkflow(in: folder)
      let whole = try SampleTree(of: workflow, in: folder, ["--image", "example.com/e:1"]).tree
      var trees = [whole]
      for (index, item) in Self.breaks.enumerated() {
        trees.append(try item.apply(to: whole, as: folder.appending(path: "broken\(index)")))
      }
      let findings = try Judge.verdict(on: trees).findings
      #expect(findings.filter { $0.hasPrefix(whole.path) } == [])
      for (tree, item) in zip(trees.dropFirst(), Self.breaks) {
        let found = findings.filter { $0.hasPrefix("\(tree.path):") && $0.contains(item.finding) }
        #expect(!found.isEmpty, "\(item.finding)")
      }
    }
  }
}

extension BrokenTreeTests.Break {
  fileprivate func apply(to tree: URL, as copy: URL) throws -> URL {
    try FileManager.default.copyItem(at: tree, to: copy)
    let place = copy.appending(path: file)
    let whole = try String(contentsOf: place, encoding: .utf8)
    let broken = whole.replacingOccurrences(of: text, with: replacement)
    #expect(broken != whole, "`\(text)` is not in \(file)")
    try copy.write(Array(broken.utf8), to: file)
    return copy
  }
}
