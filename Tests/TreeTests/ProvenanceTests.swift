import Diagnostics
import Provenance
import Testing
import WorkflowModel
import YAML

@testable import Releases

/// What is compared when a statement is checked, without a disk.
struct ProvenanceTests {
  private static func statement(commit: String? = "c0ffee") throws -> ProvenanceStatement {
    var release = Release(workflow: "w")
    release.settings["image"] = .string("registry.example/e:1@sha256:\(String(repeating: "a", count: 64))")
    release.source = "workflows/w"
    let retained = RetainedVersion(
      version: try VersionNumber("1.0"), digest: "sha256:source", fileDigest: "sha256:file")
    let source = WorkflowSource(files: [
      SourceFile(path: "nodes/a.ts", bytes: [1]), SourceFile(path: "workflow.yaml", bytes: [2]),
    ])
    return ProvenanceStatement(release, retained, source: source, commit: commit)
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
    #expect(leaves.count == 21)
    for path in leaves {
      let changed = try #require(Self.replacing(value, at: path[...], with: other))
      // The name of what is to be checked, and of the format, are needed to check anything.
      let findings = (try? Self.findings(changed)) ?? [Finding(path: "f", message: "is no statement")]
      let isBuilder = path.last == .key("tntc")
      #expect(findings.contains { $0.severity == (isBuilder ? .notice : .error) }, "\(path) → \(other)")
    }
  }

  @Test func `each claim that is left out is found`() throws {
    let value = try Self.statement().value
    for path in Self.leaves(value) {
      let changed = try #require(Self.replacing(value, at: path[...], with: nil))
      let findings = (try? Self.findings(changed)) ?? [Finding(path: "f", message: "is no statement")]
      #expect(!findings.isEmpty, "\(path)")
    }
  }

  @Test func `a commit that cannot be told is a warning`() throws {
    let findings = try Self.findings(Self.statement().value, problem: "the clone is shallow")
    #expect(findings.map(\.severity) == [.warning])
    let early = try Self.findings(Self.statement(commit: nil).value)
    #expect(early.map(\.severity) == [.warning])
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
