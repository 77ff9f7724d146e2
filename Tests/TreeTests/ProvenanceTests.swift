import Diagnostics
import Rendering
import Testing
import WorkflowModel
import YAML

@testable import Provenance
@testable import Releases
@testable import Tree

/// What is compared when a statement is checked, without a disk.
struct ProvenanceTests {
  private static func statement(commit: String? = "c0ffee") throws -> ProvenanceStatement {
    var release = Release(workflow: "w")
    release.settings["image"] = .string("registry.example/e:1@sha256:\(String(repeating: "a", count: 64))")
    release.source = "workflows/w"
    let retained = RetainedVersion(
      version: try VersionNumber("1.0"), digest: "sha256:source", fileDigest: "sha256:file")
    let source = WorkflowSource(files: [
      SourceFile(path: "nodes/a.ts", bytes: [1]), SourceFile(path: "vendor/x.ts", bytes: [3]),
      SourceFile(path: "workflow.yaml", bytes: [2]),
    ])
    let packages = [
      VendoredPackage(
        registry: .jsr, name: "@a/x", version: "1.0.0", license: "MIT", integrity: "00ff",
        files: [VendoredFile(name: "x.ts", digest: "")]),
      VendoredPackage(registry: .npm, name: "@b/y", version: "1.0.0"),
    ]
    return ProvenanceStatement(release, retained, source: source, packages: packages, commit: commit)
  }

  private static func findings(_ value: Value, problem: String? = nil) throws -> [Finding] {
    let kept = try KeptStatement(Array(JSON.pretty(value).utf8), path: "f")
    return ProvenanceCheck.findings(
      kept, file: "f", expected: try statement(commit: problem == nil ? "c0ffee" : nil), tree: "deploy",
      commitProblem: problem)
  }

  /// Every place in a value that is no mapping and no list.
  private static func leaves(_ value: Value, _ path: [Step] = []) -> [[Step]] {
    switch value {
    case .mapping(let mapping): mapping.flatMap { leaves($0.value, path + [.key($0.key)]) }
    case .sequence(let items): items.enumerated().flatMap { leaves($0.element, path + [.index($0.offset)]) }
    default: [path]
    }
  }

  private enum Step: Equatable {
    case key(String)
    case index(Int)
  }

  private static func replacing(_ value: Value, at path: ArraySlice<Step>, with new: Value?) -> Value? {
    guard let step = path.first else { return new }
    switch (value, step) {
    case (.mapping(var mapping), .key(let key)):
      mapping[key] = mapping[key].flatMap { replacing($0, at: path.dropFirst(), with: new) }
      return .mapping(mapping)
    case (.sequence(var items), .index(let index)):
      let item = replacing(items[index], at: path.dropFirst(), with: new)
      items.replaceSubrange(index...index, with: item.map { [$0] } ?? [])
      return .sequence(items)
    default: return value
    }
  }

  @Test func `a statement agrees with itself, in any order`() throws {
    let value = try Self.statement().value
    #expect(try Self.findings(value) == [])
    #expect(try Self.findings(Self.reversed(value)) == [])
  }

  private static func reversed(_ value: Value) -> Value {
    switch value {
    case .mapping(let mapping): .mapping(Mapping(mapping.reversed().map { ($0.key, reversed($0.value)) }))
    case .sequence(let items): .sequence(items.reversed().map(reversed))
    default: value
    }
  }

  @Test(arguments: ["other", 1, .null, [], [:], true] as [Value])
  func `each claim that is another one is found`(other: Value) throws {
    let value = try Self.statement().value
    let leaves = Self.leaves(value)
    #expect(leaves.count == 30)
    for path in leaves {
      let changed = try #require(Self.replacing(value, at: path[...], with: other))
      // The name of what is to be checked, and of the format, are needed to check anything.
      let findings = (try? Self.findings(changed)) ?? [Finding(path: "f", message: "is not a statement")]
      let isBuilder = path.last == .key("tntc")
      #expect(findings.contains { $0.severity == (isBuilder ? .notice : .error) }, "\(path) → \(other)")
    }
  }

  @Test func `each claim that is left out is found`() throws {
    let value = try Self.statement().value
    for path in Self.leaves(value) {
      let changed = try #require(Self.replacing(value, at: path[...], with: nil))
      let findings = (try? Self.findings(changed)) ?? [Finding(path: "f", message: "is not a statement")]
      #expect(!findings.isEmpty, "\(path)")
    }
  }

  @Test func `a commit that cannot be told is a warning`() throws {
    let findings = try Self.findings(Self.statement().value, problem: "the clone is shallow")
    #expect(findings.map(\.severity) == [.warning])
    let early = try Self.findings(Self.statement(commit: nil).value)
    #expect(early.map(\.severity) == [.warning])
  }

  @Test(
    arguments: [
      (VendoredPackage.Registry.npm, "left", "1.0.0", "pkg:npm/left@1.0.0"),
      (.npm, "@acme/left", "1.0.0-rc.1+7", "pkg:npm/%40acme/left@1.0.0-rc.1%2B7"),
      (.npm, "a b?c#d", "1/2", "pkg:npm/a%20b%3Fc%23d@1%2F2"),
      (.jsr, "@db/postgres", "0.19.5", "jsr:@db/postgres@0.19.5"),
      (.https, "modules.example/x/oak", "v17.0.0", "https://modules.example/x/oak@v17.0.0"),
      (.https, "modules.example/ä \"x\".ts", nil, "https://modules.example/%C3%A4%20%22x%22.ts"),
    ] as [(VendoredPackage.Registry, String, String?, String)])
  func `a package has a URI`(
    registry: VendoredPackage.Registry, name: String, version: String?, uri: String
  ) {
    #expect(VendoredPackage(registry: registry, name: name, version: version).uri == uri)
  }

  /// A tree whose one version has a package, and a vendor.lock.
  private static func workflow(lock: [UInt8]) throws -> RetainedWorkflow {
    let version = try VersionNumber("1.0")
    let texts = [
      "nodes/a.ts": "export default () => 1;\n", "vendor/x.js": "1",
      "workflow.yaml":
        "name: w\nversion: '1.0'\ntriggers: [{type: manual}]\nnodes: {a: {path: nodes/a.ts}}\n",
    ]
    let source = WorkflowSource(
      files: texts.map { SourceFile(path: $0, bytes: Array($1.utf8)) } + [
        SourceFile(path: "vendor.lock", bytes: lock)
      ])
    var data = Mapping()
    for file in source.files {
      data[ConfigMapKey.key(forPath: file.path)] = .string(String(decoding: file.bytes, as: UTF8.self))
    }
    let file = try Emitter.emit([
      [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "w-code-1-0"], "immutable": true,
        "data": .mapping(data),
      ]
    ])
    var release = Release(workflow: "w")
    release.live = version
    release.settings["image"] = "registry.example/e:1"
    release.versions = [
      RetainedVersion(version: version, digest: source.digest, fileDigest: DigestText.of(file))
    ]
    release.derived = DerivedFiles(files: [], digest: "")
    return try RetainedWorkflow(
      path: "deploy/w",
      files: [Release.lockFile: try LockFile.encode(release), ReleaseNames.versionFile(version): file])
  }

  @Test func `packages that are not what vendor lock says have no provenance`() throws {
    func lock(_ content: String) throws -> [UInt8] {
      let file = VendoredFile(name: "x.js", digest: DigestText.of(Array(content.utf8)))
      return try VendorLock(packages: [
        VendoredPackage(registry: .npm, name: "x", version: "1.0.0", files: [file])
      ]).bytes()
    }
    let version = try VersionNumber("1.0")
    let names = try Self.workflow(lock: lock("1")).provenance(of: version, commit: nil, as: nil).value[
      "predicate"]?[
        "buildDefinition"]?["resolvedDependencies"]
    guard case .sequence(let dependencies)? = names else {
      Issue.record("the statement names nothing")
      return
    }
    #expect(dependencies.contains { $0["uri"]?.text == "pkg:npm/x@1.0.0" })
    for bytes in [try lock("2"), Array("format: 2\n".utf8)] {
      let workflow = try Self.workflow(lock: bytes)
      #expect(throws: InvalidInput.self) { try workflow.provenance(of: version, commit: nil, as: nil) }
    }
  }

  @Test func `an unknown subject is an error, and an unknown remark is not`() throws {
    let value = try Self.statement().value
    let more = value.patched(with: ["predicate": ["runDetails": ["metadata": ["invocationId": "7"]]]])
    #expect(try Self.findings(more).map(\.severity) == [.notice])
    guard case .sequence(let subjects)? = value["subject"], !subjects.isEmpty else {
      Issue.record("the statement has no subjects")
      return
    }
    let twice = value.patched(with: ["subject": .sequence(subjects + [subjects[0]])])
    #expect(try Self.findings(twice).map(\.severity) == [.error])
  }
}
