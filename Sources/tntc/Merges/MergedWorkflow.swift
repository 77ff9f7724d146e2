import Diagnostics
import Files
import Git
import Releases
import Rendering
import Reports
import Tree
import WorkflowModel

/// A workflow that had files in conflict, and the outcome of resolving them.
struct MergedWorkflow {
  enum Outcome {
    /// - `restored`: files that are written once and that the merge took away, or left with its marks.
    case merged(Release, ReleaseMerge, restored: [RenderedFile])
    /// It leaves the tree; `Release` is what it was on the side that kept it.
    case removed(Release)
    /// Somebody has resolved it already.
    case settled(Release, ReleaseMerge?)
  }

  let name: String
  let tree: ConflictedTree
  let outcome: Outcome
  /// The side that has the workflow, when the other one removed it.
  let onlyOn: ReleaseMerge.Side?

  /// - Parameters:
  ///   - preference: the side that wins where both decided.
  ///   - losing: versions that give way to others of their numbers in any tree.
  /// - Throws: `InvalidInput` when a person has to choose, or a side cannot be read.
  init(
    _ name: String, in tree: ConflictedTree, preference: ReleaseMerge.Side?, losing: [Tombstone]
  ) throws {
    (self.name, self.tree) = (name, tree)
    let path = tree.lock(of: name)
    guard let sides = try Sides(name, in: tree) else {
      // Files beside it are in conflict, or versions of it give way, and it says what it is.
      guard let release = try Release.read(in: Path.parent(path)) else {
        throw InvalidInput(path: path, "is missing, and files beside it have conflicts; restore it with git")
      }
      (outcome, onlyOn) = (try Self.kept(release, in: tree, losing), nil)
      return
    }
    onlyOn = sides.ours == nil ? .theirs : sides.theirs == nil ? .ours : nil
    if preference == nil, let settled = try Self.settled(name, sides, in: tree) {
      outcome = settled
      return
    }
    do {
      outcome = try Self.outcome(sides, preference, in: tree, losing)
    } catch let problem as Undecided {
      throw InvalidInput(path: path, problem.message)
    }
  }

  /// Versions that give way to others of their numbers in this tree.
  static func losing(_ name: String, in tree: ConflictedTree) throws -> [Tombstone] {
    guard let sides = try Sides(name, in: tree) else { return [] }
    if let merge = sides.merge(nil, in: tree) { return merge.withdrawn }
    guard let kept = sides.ours ?? sides.theirs else { return [] }
    // The side that removed it may have given a number to other code before.
    let record = try MergeResolution.record(of: tree) ?? RemovedWorkflows.read(in: tree.tree)
    let taken = record.tombstones(of: name)
    let old = sides.base?.versions.map(Tombstone.init) ?? []
    return kept.versions.map(Tombstone.init).filter { version in
      !old.holds(version)
        && taken.contains { $0.version.isSameNumber(as: version.version) && $0.digest != version.digest }
    }
  }

  /// Nil on the side that has no such workflow.
  private struct Sides {
    let base: Release?
    let isNew: Bool
    let ours: Release?
    let theirs: Release?

    /// Nil when the lock is in no conflict.
    init?(_ name: String, in tree: ConflictedTree) throws {
      guard let conflict = try tree.lockConflict(of: name) else { return nil }
      func release(_ bytes: [UInt8]?, _ side: ReleaseMerge.Side) throws -> Release? {
        do {
          return try bytes.map { bytes throws(LockProblem) in try LockFile.decode(bytes, of: name) }
        } catch {
          throw InvalidInput(path: tree.lock(of: name), MergeText(tree.operation).refusal(error, of: side))
        }
      }
      (ours, theirs) = (try release(conflict.ours, .ours), try release(conflict.theirs, .theirs))
      // Where two lines of history met before, git makes up a common ancestor, with marks in it.
      (base, isNew) = (conflict.base.flatMap { try? LockFile.decode($0, of: name) }, conflict.base == nil)
    }

    func merge(
      _ preference: ReleaseMerge.Side?, in tree: ConflictedTree, _ losing: [Tombstone] = []
    ) -> ReleaseMerge? {
      guard let ours, let theirs else { return nil }
      return ReleaseMerge(
        base: base, ours: ours, theirs: theirs, preference: preference, keeper: tree.operation.keeper,
        published: tree.published(ours.workflow), losing: losing)
    }
  }

  private struct Undecided: Error {
    let message: String
  }

  private static func outcome(
    _ sides: Sides, _ preference: ReleaseMerge.Side?, in tree: ConflictedTree, _ losing: [Tombstone]
  ) throws -> Outcome {
    let text = MergeText(tree.operation)
    guard let merge = sides.merge(preference, in: tree, losing) else {
      guard let one = sides.ours ?? sides.theirs else {
        throw Undecided(message: "both sides removed it; `git rm` it")
      }
      if sides.isNew { return try kept(one, in: tree, losing) }
      guard let preference else { throw Undecided(message: text.choiceOfRemoval(sides.ours, sides.theirs)) }
      let isKept = (preference == .ours ? sides.ours : sides.theirs) != nil
      return isKept ? try kept(one, in: tree, losing) : .removed(one)
    }
    let merged: Release
    do {
      merged = try merge.merged()
    } catch {
      throw Undecided(message: text.choice(error))
    }
    return .merged(merged, merge, restored: try restored(merged, in: tree))
  }

  /// The state of one side alone.
  private static func kept(
    _ release: Release, in tree: ConflictedTree, _ losing: [Tombstone]
  ) throws -> Outcome {
    let base = losing.isEmpty ? release : tree.base(release.workflow) ?? release
    let merge = ReleaseMerge(base: base, ours: release, theirs: base, preference: .ours, losing: losing)
    let path = tree.lock(of: release.workflow)
    do {
      let merged = try merge.merged()
      if merged.versions.isEmpty {
        throw Undecided(
          message:
            "has only versions whose numbers other code gets; remove the folder, and render again once all is "
            + "resolved")
      }
      return .merged(merged, merge, restored: try restored(merged, in: tree))
    } catch let problem as Undecided {
      throw InvalidInput(path: path, problem.message)
    }
  }

  /// The state on disk when it is whole; git leaves conflict markers, or only a part of the folder, where it is not.
  private static func settled(
    _ name: String, _ sides: Sides, in tree: ConflictedTree
  ) throws -> Outcome? {
    guard let bytes = try Disk.readIfPresent(tree.lock(of: name)) else {
      guard let one = sides.ours ?? sides.theirs, sides.ours == nil || sides.theirs == nil else { return nil }
      var all = RemovedWorkflows()
      all.add(one)
      let record = try? RemovedWorkflows.read(in: tree.tree)
      return record?.holdsAll(of: all) == true ? .removed(one) : nil
    }
    var planner = Planner(tree: tree.tree, options: RenderOptions())
    guard let release = try? LockFile.decode(bytes, of: name),
      !Verification.outcome(name, &planner).problems.contains(where: \.isError)
    else { return nil }
    return .settled(release, sides.merge(nil, in: tree))
  }

  private static func restored(_ release: Release, in tree: ConflictedTree) throws -> [RenderedFile] {
    try release.writeOnceFiles.compactMap { file in
      let path = Path.join(release.workflow, file.path)
      let bytes = try Disk.readIfPresent(Path.join(tree.tree, path))
      if let bytes, DigestText.of(bytes) == file.digest { return nil }
      let found = try tree.content(of: path, digest: file.digest)
      return found.map { RenderedFile(path: file.path, bytes: $0) }
    }
  }
}
