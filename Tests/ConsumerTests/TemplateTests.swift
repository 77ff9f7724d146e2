import Foundation
import TestSupport
import Testing

/// The templates mean the same to the JSON-e package of PyPI, with what `tntc context` prints.
struct TemplateTests {
  private static let builtin = repositoryRoot.appending(path: "templates")

  @Test(
    .needs(.python, .tntc),
    arguments: [
      [],
      ["--image", "example.com/e@sha256:\(String(repeating: "a", count: 64))", "--runtime-class", "gvisor"],
      ["--templates", Judge.templates.path],
    ])
  func `every template renders as in Python`(options: [String]) throws {
    try withTemporaryFolder { folder in
      let sample = try SampleTree(of: try SampleTree.writeWorkflow(in: folder), in: folder, options)
      try expectSame([sample], options.contains("--templates") ? [Judge.templates] : [])
    }
  }

  @Test(
    .needs(.python, .kubectl, .tntc),
    arguments: [
      "external-secrets", "{externalSecrets: {store: vault, kind: SecretStore, key: \"a/{name}/{service}\"}}",
    ])
  func `an ExternalSecret renders as in Python, and fits its definition`(secrets: String) throws {
    try withTemporaryFolder { folder in
      try folder.write(Array("defaults: {secrets: \(secrets)}\n".utf8), to: ".tentacular/config.yaml")
      let workflow = try SampleTree.writeWorkflow(in: folder)
      let sample = try SampleTree(of: workflow, in: folder, ["--image", "example.com/e:1"])
      try expectSame([sample], [])
      let (findings, summary) = try Judge.verdict(on: [sample.tree])
      #expect(findings == [])
      #expect(summary == "judged 1 trees with 8 objects")
    }
  }

  @Test(.needs(.python, .tntc))
  func `a new workflow and the golden ones render as in Python`() throws {
    try withTemporaryFolder { folder in
      try SampleTree.tntc(["init", "hello"], in: folder)
      let golden = GoldenTreeTests.folders(with: "workflow.yaml", below: "input")
      let samples = (golden + [folder.appending(path: "hello")]).enumerated().compactMap { number, workflow in
        // Some golden inputs are there to be refused.
        try? SampleTree(of: workflow, in: folder.appending(path: "sample\(number)"))
      }
      print("rendered \(samples.count) of \(golden.count + 1) workflows")
      #expect(samples.count * 2 > golden.count, "few golden cases could be rendered: \(samples.count)")
      try expectSame(samples, [])
    }
  }

  @Test(.needs(.python, .kubectl, .tntc))
  func `a manifest of a template of somebody's own is accepted by the consumers`() throws {
    try withTemporaryFolder { folder in
      let workflow = try SampleTree.writeWorkflow(in: folder)
      let options = ["--templates", Judge.templates.path, "--image", "example.com/e:1"]
      let tree = try SampleTree(of: workflow, in: folder, options).tree
      let (findings, summary) = try Judge.verdict(on: [tree])
      #expect(findings == [])
      #expect(summary == "judged 1 trees with 9 objects")
    }
  }

  @Test(
    "A copy of the whole folder, with the image's part in it, is a folder of templates that changes nothing")
  func copiedFolder() throws {
    try withTemporaryFolder { folder in
      let workflow = try SampleTree.writeWorkflow(in: folder)
      let copy = folder.appending(path: "copy")
      try FileManager.default.copyItem(at: Self.builtin, to: copy)
      try #require(FileManager.default.fileExists(atPath: copy.appending(path: "image/Dockerfile").path))
      let usual = try SampleTree(of: workflow, in: folder.appending(path: "usual"))
      let copied = try SampleTree(
        of: workflow, in: folder.appending(path: "copied"), ["--templates", copy.path])
      let outcome = try Tool.diff.run(["-r", "--exclude=release.lock", usual.tree.path, copied.tree.path])
      #expect(outcome.status == 0, "\(String(decoding: outcome.output, as: UTF8.self))\(outcome.errors)")
    }
  }

  @Test func `the documentation shows the template that is tested`() throws {
    let text = try String(contentsOf: Judge.templates.appending(path: "dashboard.yaml"), encoding: .utf8)
    let page = try String(contentsOf: Self.builtin.appending(path: "README.md"), encoding: .utf8)
    #expect(page.contains("```yaml\n\(text)```"))
  }

  private func expectSame(_ samples: [SampleTree], _ overrides: [URL]) throws {
    let (findings, summary) = try Judge.verdict(on: samples, templates: [Self.builtin] + overrides)
    print(summary)
    #expect(findings == [])
    #expect(summary.hasSuffix(" for \(samples.count) workflows"))
  }
}
