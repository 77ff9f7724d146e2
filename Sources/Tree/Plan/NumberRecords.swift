import Diagnostics
import Files
import Releases
import WorkflowModel

/// What the numbers of several trees stand for. Each tree is compared with every other one, and its locks are read once.
package struct NumberRecords: Sendable {
  private var trees: [String: Numbers] = [:]

  package init() {}

  /// What has left a tree; the locks of those that are in it are not read.
  mutating func removed(in tree: String) -> Numbers {
    let numbers = trees[tree] ?? Numbers(tree)
    trees[tree] = numbers
    return numbers
  }

  /// What is in a tree, and what has left it.
  mutating func all(in tree: String, of workflows: [String]) -> Numbers {
    var numbers = removed(in: tree)
    numbers.readLocks(of: workflows)
    trees[tree] = numbers
    return numbers
  }

  /// Of one tree. A lock that cannot be read is a finding of its own, and says nothing here.
  struct Numbers: Sendable {
    let path: String
    let damage: [ReleaseProblem]
    private let removed: RemovedWorkflows
    /// Nil for a workflow without a lock that can be read.
    private var states: [String: State?] = [:]

    init(_ path: String) {
      self.path = path
      do {
        removed = try RemovedWorkflows.read(in: path)
        damage = []
      } catch {
        removed = RemovedWorkflows()
        let message = (error as? FileError)?.message ?? "\(error)"
        let path = RemovedWorkflows.path(in: path)
        damage = [error as? ReleaseProblem ?? .finding(Finding(path: path, message: message))]
      }
    }

    fileprivate mutating func readLocks(of workflows: [String]) {
      let names = workflows.filter { states[$0] == nil }
      let read = TreeIndex.map(path, names) { [path] name in
        (try? Release.read(in: Path.join(path, name))).map(State.init)
      }
      for (name, state) in zip(names, read) { states[name] = .some(state) }
    }

    func state(_ workflow: String) -> State? { states[workflow] ?? nil }

    func left(_ workflow: String) -> [Tombstone] { removed.tombstones(of: workflow) }
  }

  /// The part of a release that numbers are about: a tree may have many.
  struct State: Sendable {
    let versions: [Tombstone]
    let tombstones: [Tombstone]
    let newest: VersionNumber?
    let isManual: Bool

    init(_ release: Release) {
      versions = release.versions.map { Tombstone($0) }
      (tombstones, newest, isManual) = (release.tombstones, release.newest, release.isManual)
    }
  }
}
