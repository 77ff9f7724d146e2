import WorkflowModel
import YAML

/// The numbers of workflows that left a tree, which stay taken: what `removed.lock` at the tree's root holds.
///
/// A lock in the folder of a removed workflow would keep that folder in git, and Argo CD an Application with nothing
/// in it, which it refuses to empty. Numbers are only ever added here; where the workflow comes back, its own lock
/// takes them over.
package struct RemovedWorkflows: Equatable, Sendable {
  package static let file = "removed.lock"
  private static let format = 1
  private static let known = ["format", "removed"]
  private static let knownOfItem = ["workflow", "versions"]
  private static let knownOfVersion = ["version", "digest", "parts", "bad"]

  private var numbers: [String: [Tombstone]] = [:]
  /// As it was read, for what a newer tntc recorded.
  private var original = Mapping()

  package init() {}

  /// Names of the workflows, sorted.
  package var workflows: [String] { numbers.keys.sorted { $0.precedesByBytes($1) } }

  /// Ascending; a number that two branches gave to different contents is there twice.
  package func tombstones(of workflow: String) -> [Tombstone] { numbers[workflow] ?? [] }

  /// Takes in every number that a workflow has used.
  package mutating func add(_ release: Release) {
    var left = release
    left.leave()
    // What the workflow itself knows last of a version counts: a mark may have been cleared since it was removed before.
    numbers[release.workflow]?.removeAll { stone in left.tombstones.contains { $0.isSame(as: stone) } }
    add(left.tombstones, of: release.workflow)
  }

  private mutating func add(_ tombstones: [Tombstone], of workflow: String) {
    numbers[workflow] = self.tombstones(of: workflow).joined(with: tombstones)
  }

  /// Two branches that both removed workflows, or one that did so twice: all of both.
  package func merged(with other: RemovedWorkflows) -> RemovedWorkflows {
    var merged = self
    for (workflow, tombstones) in other.numbers { merged.add(tombstones, of: workflow) }
    merged.original = UnknownFields.taking(other.original, Self.known, into: original)
    merged.original["removed"] = .sequence(items + other.items)
    return merged
  }

  package func holdsAll(of other: RemovedWorkflows) -> Bool {
    other.numbers.allSatisfy { workflow, numbers in
      numbers.allSatisfy(tombstones(of: workflow).holds)
    }
  }

  package var bytes: [UInt8] {
    get throws(EmitError) {
      var known: [String: [Mapping]] = [:]
      for case .mapping(let item) in items { known[item["workflow"]?.text ?? "", default: []].append(item) }
      let removed = workflows.map { Value.mapping(item($0, known[$0] ?? [])) }
      let root: Mapping = ["format": .integer(Self.format), "removed": .sequence(removed)]
      return try LockText.encode(UnknownFields.taking(original, Self.known, into: root))
    }
  }

  /// - Parameter olds: what was read of the workflow.
  private func item(_ workflow: String, _ olds: [Mapping]) -> Mapping {
    let versions = olds.flatMap { old -> [Value] in
      if case .sequence(let versions)? = old["versions"] { versions } else { [] }
    }
    let item: Mapping = [
      "workflow": .string(workflow),
      "versions": .sequence(
        tombstones(of: workflow).map {
          UnknownFields.taking(fromAny: versions, Self.knownOfVersion, into: LockBody.value(of: $0))
        }),
    ]
    return olds.reduce(item) { UnknownFields.taking($1, Self.knownOfItem, into: $0) }
  }

  private var items: [Value] { if case .sequence(let items)? = original["removed"] { items } else { [] } }

  package init(_ bytes: [UInt8]) throws(LockProblem) {
    let root: Element
    do {
      root = try LockText.decode(bytes, format: Self.format).body
    } catch {
      // No `.gitattributes` is kept for this one file, and nothing is compared with its bytes.
      guard let plain = LockText.withLineFeeds(bytes),
        let found = try? LockText.decode(plain, format: Self.format).body
      else { throw error }
      root = found
    }
    for item in try LockBody.items("removed", in: root) {
      add(try LockBody.tombstones("versions", in: item), of: try LockBody.text("workflow", in: item))
    }
    if case .mapping(let mapping) = root.value { original = mapping }
  }

  package static func == (left: RemovedWorkflows, right: RemovedWorkflows) -> Bool {
    left.numbers == right.numbers
  }
}
