import Foundation
import TestSupport
import Testing
import WorkflowModel

/// Versions of random sizes around what one ConfigMap takes: every byte arrives where the pod looks for it.
struct LargeVersionTests {
  private static let kinds: [[UInt8]] = [
    Array("const x = `${a < b && c > d}`; // \u{1F600}\n".utf8), Array("\t\r\n".utf8), [0, 255, 128, 10],
    Array("x".utf8),
  ]

  @Test(.needs(.python, .kubectl))
  func `what kubectl builds of a large version has every byte`() throws {
    var random = SplitMix64.seeded(for: "large versions")
    try withTemporaryFolder { folder in
      var trees: [URL] = []
      for round in 0..<fuzzRounds(otherwise: 6) {
        let workflow = folder.appending(path: "flows/w\(round)")
        try Self.write(workflow, "w\(round)", &random)
        let deploy = folder.appending(path: "deploy")
        try SampleTree.tntc(
          ["render", workflow.path, "--tree", deploy.path, "--image", "registry.example/engine:1"], in: folder
        )
        trees.append(deploy.appending(path: "w\(round)"))
        let extracted = folder.appending(path: "again\(round)")
        try SampleTree.tntc(
          ["import", "\(trees[round].path)/versions/1.0.yaml", "--output", extracted.path], in: folder)
        #expect(try Self.digest(extracted) == Self.digest(workflow))
      }
      let (findings, summary) = try Judge.verdict(on: trees)
      print(summary)
      #expect(findings == [])
    }
  }

  private static func digest(_ folder: URL) throws -> String {
    try SourceReader.read(folder.path, links: .refuse).source.digest
  }

  /// A workflow whose files fill one to three ConfigMaps, nearly or just, and often packages beside them.
  private static func write(_ folder: URL, _ name: String, _ random: inout SplitMix64) throws {
    let text = """
      name: \(name)
      version: "1.0"
      triggers:
      - type: manual
      contract: {dependencies: {}}
      nodes:
        a: {path: nodes/a.ts}

      """
    try folder.write(Array(text.utf8), to: "workflow.yaml")
    try folder.write(Array("export default () => 1;\n".utf8), to: "nodes/a.ts")
    var rest = CodePart.maximumBytes * Int.random(in: 1...3, using: &random) - 200
    rest += Int.random(in: -200...200, using: &random)
    for number in 0..<Int.random(in: 3...6, using: &random) where rest > 0 {
      let size = min(rest, Int.random(in: 1...CodePart.maximumBytes, using: &random))
      try folder.write(content(size, &random), to: "nodes/lib/\(number).bin")
      rest -= size
    }
    guard Bool.random(using: &random) else { return }
    var files: [VendoredFile] = []
    for number in 0..<Int.random(in: 1...4, using: &random) {
      let bytes = content(Int.random(in: 0...CodePart.maximumBytes, using: &random), &random)
      files.append(VendoredFile(name: "npm_\(number).js", digest: DigestText.of(bytes)))
      try folder.write(bytes, to: "vendor/npm_\(number).js")
    }
    let package = VendoredPackage(registry: .npm, name: "pad", version: "1.0.0", files: files)
    try folder.write(try VendorLock(packages: [package]).bytes(), to: "vendor.lock")
  }

  private static func content(_ size: Int, _ random: inout SplitMix64) -> [UInt8] {
    let kind = kinds.randomElement(using: &random) ?? []
    return Array((0...(size / kind.count)).flatMap { _ in kind }.prefix(size))
  }
}
