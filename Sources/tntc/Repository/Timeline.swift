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
  /// The lock of each workflow that a commit changed, as the last one left it.
  private var last: [String: Release?] = [:]
  /// Whether the second side may hold what is not committed.
  private let isOpen: Bool

  /// - Throws: `InvalidInput` where the first side is no state of a repository, `FileError`.
  init(from: ComparedTree, to: ComparedTree) throws {
    guard case .revision(let repository, let first, _) = from.place else {
      throw InvalidInput(
        path: Self.option, "git tells it of commits, so the side before has to be a revision, and is a folder"
      )
    }
    if case .folder = to.place { isOpen = true } else { isOpen = false }
    do {
      let head = try isOpen ? repository.commit(ComparedSides.lastCommit) : nil
      guard let end = Self.commit(of: to) ?? head else { return }
      let steps = try repository.steps(
        of: "*/\(Release.lockFile)", below: to.folder, from: first, to: end)
      let ids = Set(steps.flatMap { [$0.before, $0.after].compactMap(\.self) })
      let contents = try repository.contents(of: ids.sorted())
      for step in steps { add(step, contents) }
    } catch {
      throw FileError("compare", Self.option, .said(error.message))
    }
  }

  private static func commit(of tree: ComparedTree) -> String? {
    if case .revision(_, let commit, _) = tree.place { commit } else { nil }
  }

  private mutating func add(_ step: FileStep, _ contents: [String: [UInt8]]) {
    let name = Path.parent(step.path)
    // A lock that nobody can read says nothing of what was done.
    func release(_ id: String?) -> Release?? {
      guard let id else { return .some(nil) }
      return contents[id].flatMap { try? LockFile.decode($0, of: name) }.map(Optional.some)
    }
    guard let before = release(step.before), let after = release(step.after) else { return }
    let origin = TimelineEntry.Origin(
      commit: step.commit.id, author: step.commit.author, day: String(step.commit.date.prefix(Self.dayLength))
    )
    entries[name, default: []] += [TimelineEntry(origin, from: before, to: after)].compactMap(\.self)
    last[name] = after
  }

  /// Of `2026-01-31T10:00:00+01:00` the day.
  private static let dayLength = 10

  /// A change with when and by whom.
  func told(_ change: WorkflowChange) -> WorkflowChange {
    var change = change
    change.timeline = entries[change.workflow] ?? []
    if isOpen {
      let known = last[change.workflow] ?? change.before
      change.timeline += [TimelineEntry(nil, from: known, to: change.after)].compactMap(\.self)
    }
    return change
  }
}
