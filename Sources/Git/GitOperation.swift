import Files
package import Processes

/// What git does while it waits for conflicts to be resolved.
package enum GitOperation: Hashable, Sendable {
  case merge
  case squash
  case rebase
  case cherryPick
  case revert
  /// One that leaves no name of the other side, like `git stash pop`, or none.
  case unknown
}

/// The commits that are merged, by their ids.
package struct GitSides: Sendable {
  package let operation: GitOperation
  package let base: String?
  /// What git calls ours; in a rebase that is the branch that commits are put upon.
  package let ours: String
  /// Nil for the time before the first commit, as when that is reverted.
  package let theirs: String?

  /// The name that git has for the commit of `theirs` now; an abbreviated id where it has none.
  package var nameOfTheirs: String? {
    guard let theirs else { return nil }
    return switch operation {
    case .merge: "MERGE_HEAD"
    case .rebase: "REBASE_HEAD"
    case .cherryPick: "CHERRY_PICK_HEAD"
    case .revert: "REVERT_HEAD^"
    case .squash, .unknown: String(theirs.prefix(12))
    }
  }
}

extension GitRepository {
  /// The sides of the operation that git has begun and not ended, or, without one, of the merge that HEAD is; nil for
  /// neither.
  ///
  /// The sides of a commit that is applied once more are those of git: from its parent to itself, or for a revert from
  /// itself to its parent.
  package func sides() throws(Program.Failure) -> GitSides? {
    guard let head = try commit("HEAD") else { return nil }
    if let other = try commit("MERGE_HEAD") { return try merged(.merge, head, other) }
    let picked = try commit("CHERRY_PICK_HEAD")
    // It may outlive the rebase.
    let isRebase = try place(of: "rebase-merge", "rebase-apply").contains(where: Disk.isFolder)
    let rebased = isRebase ? try commit("REBASE_HEAD") : nil
    if let picked, picked != rebased { return try applied(.cherryPick, picked, on: head) }
    if let reverted = try commit("REVERT_HEAD") {
      return GitSides(operation: .revert, base: reverted, ours: head, theirs: try commit("\(reverted)^"))
    }
    if let rebased { return try applied(.rebase, rebased, on: head) }
    if let squashed = try squashed() { return try merged(.squash, head, squashed) }
    guard let first = try commit("HEAD^1"), let second = try commit("HEAD^2") else { return nil }
    return try merged(.unknown, first, second)
  }

  private func merged(
    _ operation: GitOperation, _ ours: String, _ theirs: String
  ) throws(Program.Failure) -> GitSides {
    GitSides(operation: operation, base: try mergeBase(of: ours, and: theirs), ours: ours, theirs: theirs)
  }

  private func applied(
    _ operation: GitOperation, _ commit: String, on head: String
  ) throws(Program.Failure) -> GitSides {
    GitSides(operation: operation, base: try self.commit("\(commit)^"), ours: head, theirs: commit)
  }

  /// The tip of what is merged without becoming a parent: git writes its commits into a message, the latest first.
  private func squashed() throws(Program.Failure) -> String? {
    guard let place = try place(of: "SQUASH_MSG").first, let message = try? Disk.readIfPresent(place) else {
      return nil
    }
    let line = Self.lines(message).first { $0.hasPrefix("commit ") }
    return try line.flatMap { line throws(Program.Failure) in
      try commit(String(line.dropFirst("commit ".count)))
    }
  }

  /// Where git keeps files of its own for this working tree.
  private func place(of names: String...) throws(Program.Failure) -> [String] {
    var places: [String] = []
    for name in names {
      places += Self.lines(try git(["rev-parse", "--path-format=absolute", "--git-path", name]))
    }
    return places
  }
}
