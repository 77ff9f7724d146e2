import Diagnostics
import Foundation
import TestSupport
import Testing
import WorkflowModel

/// How a version is spread over ConfigMaps, and that a mounted one is read back as it was.
struct CodePartTests {
  private static let limit = CodePart.maximumBytes

  private static func source(_ sizes: [(path: String, bytes: Int)]) -> WorkflowSource {
    WorkflowSource(
      files: sizes.map { SourceFile(path: $0.path, bytes: Array(repeating: 0x78, count: $0.bytes)) })
  }

  private static func paths(_ sizes: [(path: String, bytes: Int)]) -> [[String]] {
    source(sizes).parts.map { $0.files.map(\.path) }
  }

  @Test func `one ConfigMap takes what fits it to the byte`() {
    let full = [("nodes/a.ts", Self.limit - 100), ("workflow.yaml", 100)]
    #expect(Self.paths(full) == [["nodes/a.ts", "workflow.yaml"]])
    let more = [("nodes/a.ts", Self.limit - 99), ("workflow.yaml", 100)]
    #expect(Self.paths(more) == [["nodes/a.ts"], ["workflow.yaml"]])
  }

  @Test func `no file is cut, and none goes before another`() {
    let sizes = [
      ("nodes/a.ts", 600_000), ("nodes/b.ts", 600_000), ("nodes/c.ts", 100), ("workflow.yaml", 100),
    ]
    #expect(Self.paths(sizes) == [["nodes/a.ts"], ["nodes/b.ts", "nodes/c.ts", "workflow.yaml"]])
  }

  @Test func `packages have ConfigMaps of their own`() {
    let sizes = [
      ("vendor.lock", 10), ("vendor/a.js", 10), ("vendor/b.js", Self.limit), ("workflow.yaml", 10),
    ]
    #expect(Self.paths(sizes) == [["vendor.lock", "workflow.yaml"], ["vendor/a.js"], ["vendor/b.js"]])
    #expect(Self.source(sizes).parts.map(\.isVendored) == [false, true, true])
  }

  /// Of 4,000 files with the longest keys etcd takes 2 MB, though they hold nothing.
  @Test func `keys count in etcd`() {
    let name = String(repeating: "k", count: ConfigMapKey.maximumLength - 12)
    let files = (0..<4_000).map { (path: "nodes/\(name)\(1000 + $0)", bytes: 1) }
    #expect(Self.paths(files).count == 2)
    let short = (0..<4_000).map { (path: "nodes/\($0)", bytes: 1) }
    #expect(Self.paths(short).count == 1)
  }

  @Test func `random sizes around the limit`() {
    var random = SplitMix64.seeded(for: "parts of versions")
    for _ in 0..<fuzzRounds(otherwise: 200) {
      let count = Int.random(in: 1...8, using: &random)
      let sizes = (0..<count).map { number in
        let share = [1, 2, 3, 100].randomElement(using: &random) ?? 1
        let bytes = max(0, min(Self.limit, Self.limit / share + Int.random(in: -2...2, using: &random)))
        let folder = Bool.random(using: &random) ? "nodes" : "vendor"
        return (path: "\(folder)/\(number).ts", bytes: bytes)
      }
      let source = Self.source(sizes)
      let parts = source.parts
      let own = parts.filter { !$0.isVendored }
      #expect(parts.filter(\.isVendored).count + own.count == parts.count)
      #expect(parts.flatMap(\.files).map(\.path) == source.files.map(\.path), "\(sizes)")
      for (position, part) in parts.enumerated() {
        #expect(part.byteCount <= Self.limit && !part.files.isEmpty, "\(sizes)")
        guard position > 0, parts[position - 1].isVendored == part.isVendored else { continue }
        let next = part.files[0].bytes.count
        #expect(parts[position - 1].byteCount + next > Self.limit, "\(sizes) leave room")
      }
    }
  }

  // MARK: Mounted

  /// As the kubelet lays out a volume: links in front of a folder that it can exchange, and in `vendor` once more.
  @Test func `what several volumes hold is read as one version`() throws {
    let files = [
      ("deno.json", "{}"), ("nodes/a.ts", "a"), ("nodes/lib/b.ts", "b"), ("vendor.lock", "lock"),
      ("vendor/npm_x.js", "x"), ("vendor/y.ts", "y"), ("workflow.yaml", "name: w"),
    ].map { SourceFile(path: $0, bytes: Array($1.utf8)) }
    try withTemporaryFolder { folder in
      let (own, packages) = ("..2026_11_30_12_00_00.1", "..2026_11_30_12_00_00.2")
      for file in files {
        let isVendored = WorkflowSource.isVendored(file.path)
        let place = isVendored ? "vendor/\(packages)/\(file.path.dropFirst(7))" : "\(own)/\(file.path)"
        try folder.write(file.bytes, to: place)
      }
      func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appending(path: path).path, withDestinationPath: target)
      }
      try link("..data", to: own)
      for name in ["deno.json", "nodes", "vendor.lock", "workflow.yaml"] {
        try link(name, to: "..data/\(name)")
      }
      try link("vendor/..data", to: packages)
      for name in ["npm_x.js", "y.ts"] { try link("vendor/\(name)", to: "..data/\(name)") }

      let reading = try SourceReader.read(folder.path, links: .inDirectory(folder.path))
      #expect(reading.findings.isEmpty, "\(reading.findings)")
      #expect(reading.source.files == WorkflowSource(files: files).files)
      #expect(reading.source.digest == WorkflowSource(files: files).digest)
    }
  }

  @Test func `a version has a limit`() throws {
    try withTemporaryFolder { folder in
      for number in 0...CodePart.most {
        let bytes = [UInt8](repeating: 0x78, count: CodePart.maximumBytes)
        try folder.write(bytes, to: "nodes/\(1000 + number).ts")
      }
      try folder.write(Array("name: w".utf8), to: "workflow.yaml")
      let messages = try SourceReader.read(folder.path, links: .refuse).findings.map(\.message)
      #expect(messages.count == 1 && messages[0].contains("more than 100 ConfigMaps"), "\(messages)")
    }
  }
}
