package import Diagnostics
import Files
package import Releases
import WorkflowModel

/// Compares the versions of a workflow with those that it had at another time.
package struct HistoryCheck {
  private let now: RetainedWorkflow
  private let before: Release?
  private let revision: String
  private let sources: String
  /// Numbers that had left the tree with a removal of the workflow.
  private let removed: (before: [Tombstone], now: [Tombstone])

  /// - Parameters:
  ///   - before: the lock of the revision; nil when it had no such workflow.
  ///   - sources: the root of the repository, which source folders are relative to.
  ///   - removed: what `removed.lock` recorded for the workflow, in the revision and now.
  package init(
    now: RetainedWorkflow, before: Release?, revision: String, sources: String,
    removed: (before: [Tombstone], now: [Tombstone]) = ([], [])
  ) {
    self.removed = removed
    self.now = now
    self.before = before
    self.revision = revision
    self.sources = sources
  }

  package func findings() -> [Finding] {
    var findings = (before?.writeOnceFiles ?? []).compactMap(changed)
    findings += (before?.versions ?? []).compactMap(vanished)
    findings += takenBefore.compactMap(reused)
    findings += takenBefore.compactMap(forgotten)
    return findings + now.release.versions.filter { before?[$0.version] == nil }.compactMap(added)
  }

  /// What each number stood for in the revision, whether it was in the tree or had left it.
  private var takenBefore: [Tombstone] {
    let known = before?.takenNumbers ?? []
    return known + removed.before.filter { !known.contains($0) }
  }

  private var takenNow: [Tombstone] { now.release.takenNumbers + removed.now }

  /// A number that had left the tree; of one that was in it, `vanished` tells.
  private func forgotten(_ old: Tombstone) -> Finding? {
    guard before?[old.version] == nil, !takenNow.contains(where: { $0.version == old.version }) else {
      return nil
    }
    return Finding(
      .warning, path: now.path(of: old.version),
      message:
        "left the tree, and no lock records its number as taken, so it could be used again; keep the "
        + "`\(Release.lockFile)` and `\(RemovedWorkflows.file)` of \(revision) in the merge")
  }

  /// A number stands for one content for ever.
  private func changed(_ old: WriteOnceFile) -> Finding? {
    guard let new = now.release.writeOnceFiles.first(where: { $0.path == old.path }), new.digest != old.digest
    else { return nil }
    return Finding(
      path: Path.join(now.path, old.path),
      message:
        "differs from \(revision), and a version never changes; restore the folder with its "
        + "lock, with `git checkout \(revision) -- \(ShellWord.path(now.path))`, and raise `version:` instead"
    )
  }

  private func vanished(_ old: RetainedVersion) -> Finding? {
    guard now.release[old.version] == nil else { return nil }
    let path = now.path(of: old.version)
    if (now.release.tombstones + removed.now).contains(where: { $0.version == old.version }) {
      guard before?.inUse.contains(old.version) == true else { return nil }
      return Finding(
        .warning, path: path,
        message:
          "was dropped while \(revision) still runs it; pods may mount it until the next sync")
    }
    return Finding(
      .warning, path: path,
      message: "is gone and the lock does not record its number, so it could be used again; fine for a "
        + "`git revert`, "
        + "otherwise drop versions with `tntc prune`")
  }

  /// A number that has left one of the two trees, and stands for other code in the other.
  private func reused(_ old: Tombstone) -> Finding? {
    let isFile = before?[old.version] != nil && now.release[old.version] != nil
    guard !isFile, takenNow.contains(where: { $0.version == old.version && $0.digest != old.digest }) else {
      return nil
    }
    return Finding(
      path: now.path(of: old.version),
      message:
        "has other code than \(revision) has under this number, and a number means one content "
        + "for ever; raise `version:` instead")
  }

  /// A new version has to match the source beside it, unless the source has a later version by now.
  private func added(_ new: RetainedVersion) -> Finding? {
    let path = now.path(of: new.version)
    guard let source = now.release.source else {
      return Finding(
        .notice, path: path,
        message: "was added, and cannot be compared with its source: tree and source are in "
          + "different repositories")
    }
    let folder = Path.join(sources, source)
    guard let input = try? WorkflowInput.read(folder) else {
      return Finding(
        .warning, path: path, message: "was added, and its source `\(source)` cannot be read for comparison")
    }
    if input.digest == new.digest { return nil }
    if input.workflow.version == new.version {
      return Finding(
        path: path,
        message:
          "was added with other code than its source `\(source)` has; render it again before it is released"
      )
    }
    if let fixed = new.fixes {
      return Finding(
        .notice, path: path,
        message:
          "was added as a hotfix of \(fixed.text), outside of its source folder; `tntc diff \(revision)` shows its changes"
      )
    }
    return Finding(
      .warning, path: path,
      message:
        "was added, and its source `\(source)` is at \(input.workflow.version.text) by now, so it cannot be "
        + "compared")
  }
}

extension Release {
  /// Every number that is taken, and what it stands for.
  fileprivate var takenNumbers: [Tombstone] {
    versions.map { Tombstone(version: $0.version, digest: $0.digest, parts: $0.parts) } + tombstones
  }
}
