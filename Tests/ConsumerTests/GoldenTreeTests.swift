import Foundation
import TestSupport
import Testing

/// Every tree that the repository shows, read by those that a tree is for.
struct GoldenTreeTests {
  @Test(.needs(.python), .needs(Tool.pinnedKubectls))
  func `both kubectls, PyYAML and kubernetes-validate accept every golden tree`() throws {
    let trees = Self.folders(with: "kustomization.yaml", below: "expected")
    #expect(!trees.isEmpty, "no golden case has a tree")
    let (findings, summary) = try Judge.verdict(on: trees, builtBy: Tool.pinnedKubectls.map { try $0.path })
    print(summary)
    for finding in findings { Issue.record("\(finding)") }
  }

  @Test(.needs(.python, .tntc), .needs(Tool.pinnedKubectls))
  func `a kubectl that builds something else is found`() throws {
    try withTemporaryFolder { folder in
      let workflow = try SampleTree.writeWorkflow(in: folder)
      let tree = try SampleTree(of: workflow, in: folder, ["--image", "example.com/e:1"]).tree
      let other = try folder.write(Array("#!/bin/sh\necho 'kind: Pod'\n".utf8), to: "other")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: other.path)
      let kubectls = try Tool.pinnedKubectls.map { try $0.path } + [other.path]
      let findings = try Judge.verdict(on: [tree], builtBy: kubectls).findings
      #expect(findings == ["\(tree.path): not every kubectl builds the same"])
    }
  }

  static let golden = repositoryRoot.appending(path: "golden")

  /// The folders of the golden cases that hold such a file, sorted.
  static func folders(with name: String, below part: String) -> [URL] {
    let files = FileManager.default.enumerator(at: golden, includingPropertiesForKeys: nil)
    let found = (files?.allObjects ?? []).compactMap { $0 as? URL }
    return found.filter { $0.lastPathComponent == name && $0.pathComponents.contains(part) }
      .map { $0.deletingLastPathComponent() }.sorted { $0.path < $1.path }
  }
}
