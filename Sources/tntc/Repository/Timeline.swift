import Comparison
import Diagnostics
import Files
import Git
import Processes
import Releases
import Tree

/// What single commits did to the workflows of a compared tree, as git has their locks.
struct Timeline {
  /// The option that asks for it.
  static let option = "--timeline"

  private var entries: [String: [TimelineEntry]] = [:]
  /// Where the second side may hold what is not committed: what the last commit has of each workflow, nil where it has
  /// none. Without those whose lock nobody can read.
  private var committed: [String: Release?] = [:]
  /// Of more workflows the whole folder is asked for: a command line takes only so many names.
  private static let mostNames = 500

  /// - Parameter names: the workflows that are reported.
  /// - Throws: `InvalidInput` where the first side is not a state of a repository, `FileError`.
  init(of names: [String], from: ComparedTree, to: ComparedTree) throws {
    guard case .revision(let repository, let first, _) = from.place else {
      throw InvalidInput(
        path: Self.option, "it lists commits of git, so the first side has to be a revision, not a folder"
      )
    }
    let isOpen = if case .folder = to.place { true } else { false }
    do {
      let head = try isOpen ? repository.commit(ComparedSides.lastCommit) : nil
      guard let end = Self.commit(of: to) ?? head else { return }
      let steps = try repository.steps(
        of: "*/\(Release.lockFile)", below: to.folder, from: first, to: end)
      let files =
        try isOpen
        ? repository.tree(of: to.folder, at: end, only: names.count <= Self.mostNames ? names : nil).files
        : [:]
      let locks = names.map { files["\($0)/\(Release.lockFile)"] }
      let ids = Set((steps.flatMap { [$0.before, $0.after] } + locks).compactMap(\.self))
      let contents = try repository.contents(of: ids.sorted())
      for step in steps { add(step, contents) }
      for (name, lock) in zip(names, locks) where isOpen {
        if let release = Self.release(lock, of: name, contents) {
          committed.updateValue(release, forKey: name)
        }
      }
    } catch {
      throw FileError("compare", Self.option, .said(error.message))
    }
  }

  private static func commit(of tree: ComparedTree) -> String? {
    if case .revision(_, let commit, _) = tree.place { commit } else { nil }
  }

  private mutating func add(_ step: FileStep, _ contents: [String: [UInt8]]) {
    let name = Path.parent(step.path)
    guard let before = Self.release(step.before, of: name, contents),
      let after = Self.release(step.after, of: name, contents)
    else { return }
    let origin = TimelineEntry.Origin(
      commit: step.commit.id, author: step.commit.author, day: String(step.commit.date.prefix(Self.dayLength))
    )
    entries[name, default: []] += [TimelineEntry(origin, from: before, to: after)].compactMap(\.self)
  }

  /// Nil for a lock that nobody can read, which says nothing of what was done; a workflow without one is not there.
  private static func release(
    _ id: String?, of name: String, _ contents: [String: [UInt8]]
  ) -> Release?? {
    guard let id else { return .some(nil) }
    return contents[id].flatMap { try? LockFile.decode($0, of: name) }.map(Optional.some)
  }

  /// Of `2026-01-31T10:00:00+01:00` the day.
  private static let dayLength = 10

  /// A change with when and by whom.
  func told(_ change: WorkflowChange) -> WorkflowChange {
    var change = change
    change.timeline = entries[change.workflow] ?? []
    if let known = committed[change.workflow] {
      change.timeline += [TimelineEntry(nil, from: known, to: change.after)].compactMap(\.self)
    }
    return change
  }
}
