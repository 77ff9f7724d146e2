import Diagnostics
import Files
import Git
import Processes
import Releases
import Tree
import WorkflowModel

/// A tree in which a merge left conflicts, with what git knows of them.
struct ConflictedTree {
  let tree: String
  let environment: String?
  let repository: GitRepository?
  let sides: GitSides?
  /// What is released, as far as this clone knows: the commit of the branch that the remote names.
  private let published: String?
  /// Files that git holds as in conflict, by their paths in the tree.
  private let unmerged: [String: GitConflict]

  init(_ tree: String, environment: String?) throws(FileError) {
    (self.tree, self.environment) = (tree, environment)
    do {
      guard let repository = try GitRepository(holding: tree), let top = repository.path(of: tree) else {
        (repository, sides, published, unmerged) = (nil, nil, nil, [:])
        return
      }
      self.repository = repository
      sides = try repository.sides()
      published = try repository.commit("refs/remotes/\(GitRepository.mainBranch)")
      let prefix = top == "." ? 0 : top.utf8.count + 1
      unmerged = try repository.conflicts(below: tree).reduce(into: [:]) { files, file in
        files[String(file.key.dropFirst(prefix))] = file.value
      }
    } catch {
      throw FileError("resolve", tree, .said(error.message))
    }
  }

  var operation: MergeOperation {
    switch sides?.operation {
    case .merge: .merge
    case .squash: .squash
    case .rebase: .rebase
    case .cherryPick: .cherryPick
    case .revert: .revert
    case .unknown, nil: .unknown
    }
  }

  func lock(of workflow: String) -> String { Path.join(Path.join(tree, workflow), Release.lockFile) }

  /// Names of the workflows with a file in conflict, or a lock that no merge of git's can be: sorted.
  var workflows: [String] {
    let folders = unmerged.keys.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) }.filter {
      unmerged["\($0)/\(Release.lockFile)"] != nil || Disk.exists(lock(of: $0))
    }
    return Set(folders + (sides == nil ? [] : damaged)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Names of the workflows whose lock is none that tntc wrote.
  var damaged: [String] { ((try? TreeIndex.workflows(of: tree)) ?? []).filter { isDamaged($0) } }

  private func isDamaged(_ workflow: String) -> Bool {
    (try? Disk.readIfPresent(lock(of: workflow))).map { Self.isDamaged($0, workflow) } ?? false
  }

  /// Whether these bytes are not a lock that tntc wrote.
  private static func isDamaged(_ lock: [UInt8], _ workflow: String) -> Bool {
    do {
      _ = try LockFile.decode(lock, of: workflow)
      return false
    } catch {
      return error == .digestMissing || error == .digestDiffers
    }
  }

  /// The latest commit with a whole lock of a workflow, when the one on disk is none; an abbreviated id.
  func lastWhole(_ workflow: String) -> String? {
    isDamaged(workflow) ? commitOfWhole(workflow).map { String($0.prefix(12)) } : nil
  }

  /// The latest commit before HEAD, or HEAD, with a whole lock of a workflow.
  private func commitOfWhole(_ workflow: String) -> String? {
    let file = lock(of: workflow)
    let commits = (try? repository?.changes(of: file, most: 100)) ?? []
    return commits.first { commit in
      (try? repository?.bytes(of: file, at: commit)).map { !Self.isDamaged($0, workflow) } ?? false
    }
  }

  /// Whether git has manifests of a workflow that its lock does not account for, as it mixes them where it is told to
  /// prefer one side. What was edited since is not taken for that.
  func hasMixedManifests(_ workflow: String) throws -> Bool {
    guard let repository, Disk.exists(lock(of: workflow)), !isDamaged(workflow) else { return false }
    let files = try Verification.editedManifests(workflow, in: tree)
    return try !files.isEmpty
      && files.allSatisfy { file in
        // In HEAD, or in the index alone, as after `git merge --squash`.
        let bytes = try Disk.readIfPresent(file)
        return try ["HEAD", ""].contains { try repository.bytes(of: file, at: $0) == bytes }
      }
  }

  /// Both sides of the lock of a workflow; nil when the lock has no conflict.
  func lockConflict(of workflow: String) throws(FileError) -> GitConflict? {
    if let known = unmerged["\(workflow)/\(Release.lockFile)"] { return try beforeMixture(known, workflow) }
    guard isDamaged(workflow) else { return nil }
    return try conflictOfCommits(lock(of: workflow)).map { conflict throws(FileError) in
      try beforeMixture(conflict, workflow)
    }
  }

  /// When several commits are put upon a branch, an earlier one may have left a mixture of two locks there, as with
  /// `git rebase -X ours`: the sides are then the branch as it was before, and all that was put upon it.
  private func beforeMixture(
    _ conflict: GitConflict, _ workflow: String
  ) throws(FileError) -> GitConflict {
    guard let repository, let sides, sides.operation == .rebase || sides.operation == .cherryPick,
      let theirs = sides.theirs, let ours = conflict.ours, Self.isDamaged(ours, workflow),
      let whole = commitOfWhole(workflow)
    else { return conflict }
    let file = lock(of: workflow)
    do {
      let base = try repository.mergeBase(of: whole, and: theirs)
      return GitConflict(
        base: try base.flatMap { id throws(Program.Failure) in try repository.bytes(of: file, at: id) },
        ours: try repository.bytes(of: file, at: whole), theirs: conflict.theirs)
    } catch {
      throw FileError("resolve", file, .said(error.message))
    }
  }

  /// The same for the record of removed workflows.
  func recordConflict() throws(FileError) -> GitConflict? {
    if let known = unmerged[RemovedWorkflows.file] { return known }
    let path = RemovedWorkflows.path(in: tree)
    guard let bytes = try Disk.readIfPresent(path), (try? RemovedWorkflows(bytes)) == nil else { return nil }
    return try conflictOfCommits(path)
  }

  /// The conflict of a file that was added to the index, or committed, as it was not meant.
  private func conflictOfCommits(_ file: String) throws(FileError) -> GitConflict? {
    guard let sides, let repository else { return nil }
    do {
      if sides.operation == .unknown, let head = try repository.commit("HEAD"),
        let lock = try repository.bytes(of: file, at: head), try Disk.readIfPresent(file) != lock
      {
        // It was edited since that merge, and HEAD has it as it was.
        return nil
      }
      return try repository.conflict(of: file, in: sides)
    } catch let failure as Program.Failure {
      throw FileError("resolve", file, .said(failure.message))
    } catch {
      throw FileError("resolve", file, .said("\(error)"))
    }
  }

  /// A file of the tree with a digest, as any side of the merge or the history before it has it; nil when none does.
  func content(of file: String, digest: String) throws(FileError) -> [UInt8]? {
    guard let repository else { return nil }
    let path = Path.join(tree, file)
    func isMeant(_ bytes: [UInt8]) -> Bool { DigestText.of(bytes) == digest }
    do {
      let conflict = unmerged[file]
      let known = [conflict?.ours, conflict?.theirs, conflict?.base].compactMap(\.self).first(where: isMeant)
      if let known { return known }
      // The likeliest first, as git is asked for each.
      for commit in [sides?.ours, sides?.theirs, sides?.base, "HEAD"].compactMap(\.self) {
        if let bytes = try repository.bytes(of: path, at: commit), isMeant(bytes) { return bytes }
      }
      return try repository.lastContent(of: path).flatMap { isMeant($0) ? $0 : nil }
    } catch {
      throw FileError("resolve", path, .said(error.message))
    }
  }

  /// The state that both sides of a workflow came from; nil when it was none.
  func base(_ workflow: String) -> Release? {
    guard let base = sides?.base, let bytes = try? repository?.bytes(of: lock(of: workflow), at: base) else {
      return nil
    }
    return try? LockFile.decode(bytes, of: workflow)
  }

  /// Whether a workflow without a conflict has one of these versions, or a tombstone of one.
  func holds(_ versions: [Tombstone], _ workflow: String) -> Bool {
    guard let release = try? Release.read(in: Path.join(tree, workflow)) else { return false }
    return (release.versions.map(Tombstone.init) + release.tombstones).contains(where: versions.holds)
  }

  /// The state of a workflow in what is released.
  func published(_ workflow: String) -> Release? {
    guard let published, let bytes = try? repository?.bytes(of: lock(of: workflow), at: published)
    else { return nil }
    return try? LockFile.decode(bytes, of: workflow)
  }
}
