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

  static let golden = repositoryRoot.appending(path: "golden")

  /// The folders of the golden cases that hold such a file, sorted.
  static func folders(with name: String, below part: String) -> [URL] {
    let files = FileManager.default.enumerator(at: golden, includingPropertiesForKeys: nil)
    let found = (files?.allObjects ?? []).compactMap { $0 as? URL }
    return found.filter { $0.lastPathComponent == name && $0.pathComponents.contains(part) }
      .map { $0.deletingLastPathComponent() }.sorted { $0.path < $1.path }
  }
}
