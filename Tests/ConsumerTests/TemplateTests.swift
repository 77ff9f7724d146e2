import Foundation
import TestSupport
import Testing

/// The templates mean the same to the JSON-e package of PyPI, with what `tntc context` prints.
struct TemplateTests {
  private static let builtin = repositoryRoot.appending(path: "templates")

  @Test(
    .needs(.python, .tntc),
    arguments: [
      [], ["--image", "example.com/e@sha256:\(String(repeating: "a", count: 64))", "--runtime-class", "gvisor"],
      ["--templates", Judge.templates.path],
    ])
  func `every template renders as in Python`(options: [String]) throws {
    try withTemporaryFolder { folder in
      let sample = try SampleTree(of: try SampleTree.writeWorkflow(in: folder), in: folder, options)
      try expectSame(sample, options.contains("--templates") ? [Judge.templates] : [])
    }
  }

  @Test(.needs(.python, .tntc))
  func `a new workflow renders as in Python`() throws {
    try withTemporaryFolder { folder in
      try SampleTree.tntc(["init", "hello"], in: folder)
      try expectSame(try SampleTree(of: folder.appending(path: "hello"), in: folder), [])
    }
  }

  @Test(.needs(.python, .tntc))
  func `the golden workflows render as in Python`() throws {
    var rendered = 0
    for workflow in GoldenTreeTests.folders(with: "workflow.yaml", below: "input") {
      try withTemporaryFolder { folder in
        // Some inputs are there to be refused.
        guard let sample = try? SampleTree(of: workflow, in: folder) else { return }
        try expectSame(sample, [])
        rendered += 1
      }
    }
    #expect(rendered > 0, "no golden case could be rendered")
  }

  @Test(.needs(.python, .kubectl, .tntc))
  func `a PodDisruptionBudget is accepted by the consumers`() throws {
    try withTemporaryFolder { folder in
      let workflow = try SampleTree.writeWorkflow(in: folder)
      let options = ["--templates", Judge.templates.path, "--image", "example.com/e:1"]
      let tree = try SampleTree(of: workflow, in: folder, options).tree
      let (findings, summary) = try Judge.verdict(on: [tree])
      #expect(findings == [])
      #expect(summary == "judged 1 trees with 7 objects")
    }
  }

  @Test func `the documentation shows the budget that is tested`() throws {
    let text = try String(contentsOf: Judge.templates.appending(path: "pdb.yaml"), encoding: .utf8)
    let page = try String(contentsOf: Self.builtin.appending(path: "README.md"), encoding: .utf8)
    #expect(page.contains("```yaml\n\(text)```"))
  }

  private func expectSame(_ sample: SampleTree, _ overrides: [URL]) throws {
    let (findings, summary) = try Judge.verdict(
      on: sample.tree, context: sample.context, templates: [Self.builtin] + overrides)
    #expect(findings == [])
    #expect(summary.hasPrefix("rendered "))
  }
}
