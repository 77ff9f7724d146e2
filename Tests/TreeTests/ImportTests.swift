import Diagnostics
import Foundation
import Rendering
import TestSupport
import Testing
import Tree
import WorkflowModel
import YAML

/// A workflow goes into a ConfigMap and comes back byte for byte, whoever wrote the ConfigMap.
struct ImportTests {
  private static let rounds = 40

  @Test func `a version that is imported has its digest`() throws {
    var random = SplitMix64.seeded(for: "imported versions")
    for _ in 0..<fuzzRounds(otherwise: Self.rounds) {
      let source = RandomSource.make(&random)
      let file = try Self.versionFile(of: source)
      let imported = try ImportedWorkflow(file, path: "f")
      #expect(imported.source.digest == source.digest)
      #expect(imported.name == "w" && !imported.findings.contains { $0.severity != .notice })
      // As an API server has it.
      let object = try #require(try Reader.read(file).valid()).value
      let stored = object.patched(with: [
        "metadata": ["namespace": "apps", "managedFields": [["manager": "kubectl"]]]
      ])
      let json = Array(JSON.pretty(stored).utf8)
      #expect(try ImportedWorkflow(json, path: "f").source.digest == source.digest)
      let list: Value = ["apiVersion": "v1", "kind": "List", "items": [stored]]
      #expect(
        try ImportedWorkflow(Array(JSON.compact(list).utf8), path: "f").source.digest == source.digest)
    }
  }

  @Test(.needs(.kubectl)) func `what kubectl made of files and printed comes back`() throws {
    var random = SplitMix64.seeded(for: "imported ConfigMaps")
    for _ in 0..<fuzzRounds(otherwise: 12) {
      let source = RandomSource.make(&random)
      // What kubectl makes a blank of, or does not print at all.
      let isLost = source.files.contains { file in
        [[0xC2, 0x85], [0x7F], [0xEF, 0xBF, 0xBE]].contains(where: file.bytes.contains(sequence:))
      }
      for form in isLost ? ["json"] : ["json", "yaml"] {
        let printed = try withTemporaryFolder { folder in
          var arguments = ["create", "configmap", "w-code", "--dry-run=client", "-o", form, "--save-config"]
          for file in source.files {
            let key = ConfigMapKey.key(forPath: file.path)
            arguments.append("--from-file=\(key)=\(try folder.write(file.bytes, to: key).path)")
          }
          return try Tool.kubectl.run(arguments, in: folder)
        }
        try #require(printed.status == 0, "\(printed.errors)")
        let imported = try ImportedWorkflow(printed.output, path: "f").source
        #expect(imported.files == source.files, "\(form): \(Self.differing(imported, source))")
      }
    }
  }

  /// Whatever happens to a text on its way: it is refused with its place, or all its files lie in the directory.
  @Test func `damaged texts lead nowhere else`() throws {
    var random = SplitMix64.seeded(for: "damaged ConfigMaps")
    var taken = 0
    for round in 0..<fuzzRounds(otherwise: 4) * 100 {
      let file = try Self.versionFile(of: RandomSource.make(&random))
      let object = try #require(try Reader.read(file).valid()).value
      var bytes = round.isMultiple(of: 2) ? file : Array(JSON.pretty(object).utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) { Self.damage(&bytes, &random) }
      do {
        let imported = try ImportedWorkflow(bytes, path: "f")
        taken += 1
        for path in imported.source.files.map(\.path) {
          let isKnown = ["workflow.yaml", "deno.json"].contains(path) || path.hasPrefix("nodes/")
          let isInside = !path.split(separator: "/", omittingEmptySubsequences: false)
            .contains { $0.isEmpty || $0.hasPrefix(".") }
          #expect(isKnown && isInside, "\(path)")
        }
        if let name = imported.name { #expect(NameRules.problem(withWorkflow: name) == nil) }
      } catch {
        #expect(!error.findings.isEmpty)
      }
    }
    #expect(taken > 0)
  }

  private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix64) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 0...8, using: &random))
    let pieces = [
      "__..__", "/", "\0", "..", ".", "_", "\"", "\n", "kind: Secret\n", "\u{1B}[0m", "nodes__a", "-",
    ]
    switch Int.random(in: 0...3, using: &random) {
    case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
    default: bytes.replaceSubrange(place..<end, with: (pieces.randomElement(using: &random) ?? "").utf8)
    }
  }

  private static func versionFile(of source: WorkflowSource) throws -> [UInt8] {
    let workflow = try #require(WorkflowReader.read(source, path: "w").workflow)
    let code = TemplateContext.code(workflow, source.parts, digest: source.digest)
    return try Renderer(templates: try TemplateSet()).version(workflow, code: code).file.bytes
  }

  private static func differing(_ left: WorkflowSource, _ right: WorkflowSource) -> [String] {
    right.files.filter { left[$0.path]?.bytes != $0.bytes }.map { "\($0.path): \($0.bytes.prefix(200))" }
  }
}

extension [UInt8] {
  fileprivate func contains(sequence: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: sequence) }
  }
}

/// Files with whatever may stand in one.
private enum RandomSource {
  private static let pieces: [[UInt8]] =
    [
      "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "- a", "key: value", "---\n", "...\n", "# comment",
      "`${code}`",
      "\"", "'", "\\", "\\n", "<tag> & more", "é", "e\u{301}", "😀", "中文", "\u{85}", "\u{2028}", "\u{2029}",
      "\u{FEFF}",
      "\u{0}", "\u{1B}[0m", "\u{7F}", "\u{FFFE}", "|", ">-", "%YAML", "true", "1.0", "~", "=", "const a = 1;",
      "export default () => 1;\n",
    ].map { Array($0.utf8) } + [[0xFF], [0x80, 0xC3], [0xED, 0xA0, 0x80]]

  static func make(_ random: inout SplitMix64) -> WorkflowSource {
    var files = [
      SourceFile(
        path: "workflow.yaml",
        bytes: Array(
          "name: w\nversion: \"1.0\"\ntriggers: [{type: manual}]\nnodes: {a: {path: nodes/a.ts}}\n".utf8)),
      SourceFile(path: "nodes/a.ts", bytes: text(&random)),
    ]
    if Bool.random(using: &random) { files.append(SourceFile(path: "deno.json", bytes: Array("{}\n".utf8))) }
    for path in ["nodes/lib/_b.ts", "nodes/lib/deep/c-1.x.ts", "nodes/_d", "nodes/data.bin"]
    where Bool.random(using: &random) {
      files.append(SourceFile(path: path, bytes: text(&random)))
    }
    return WorkflowSource(files: files)
  }

  private static func text(_ random: inout SplitMix64) -> [UInt8] {
    let isPlain = Bool.random(using: &random)
    let pieces = isPlain ? pieces.filter { $0.allSatisfy { $0 < 0x7F && $0 >= 0x20 || $0 == 0x0A } } : pieces
    return (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
      pieces.randomElement(using: &random) ?? []
    }
  }
}
