import Foundation
import TestSupport
import Testing

/// Every tree that the repository shows, read by those that a tree is for.
struct GoldenTreeTests {
  @Test(.needs(.python, .kubectl))
  func `kubectl, PyYAML and kubernetes-validate accept every golden tree`() throws {
    let trees = Self.folders(with: "kustomization.yaml", below: "expected")
    #expect(!trees.isEmpty, "no golden case has a tree")
    let (findings, summary) = try Judge.verdict(on: trees)
    print(summary)
    for finding in findings { Issue.record("\(finding)") }
  }

  @Test(.needs(.python), .needs(Tool.pinnedKubectls))
  func `the oldest and the newest kubectl build the same of every golden tree`() throws {
    let trees = Self.folders(with: "kustomization.yaml", below: "expected")
    let (findings, summary) = try Judge.builds(trees, by: Tool.pinnedKubectls)
    #expect(findings == [])
    #expect(summary == "built \(trees.count) trees with 2 programs")
  }

  @Test(.needs(.python), .needs(Tool.pinnedKubectls))
  func `a tree that one kubectl does not build is found`() throws {
    try withTemporaryFolder { folder in
      try folder.write(Array("resources: [none.yaml]\n".utf8), to: "kustomization.yaml")
      let findings = try Judge.builds([folder], by: Tool.pinnedKubectls).findings
      #expect(findings.count == 2, "\(findings)")
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
