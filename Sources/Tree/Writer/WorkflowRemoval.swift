import Diagnostics
import Files
package import Releases
import Rendering
import Settings
package import WorkflowModel
import YAML

/// Takes a workflow out of its tree: the files that its lock lists, and no other.
package struct WorkflowRemoval {
  private let lock: TreeMutex?
  private let tree: String
  /// With the numbers of this workflow, which stay taken.
  private let removed: RemovedWorkflows
  private let folder: String
  /// Relative to the folder, in the order of their removal.
  package let files: [String]
  /// Objects that leave the tree, where they are.
  package let objects: [ObjectReference]
  package let namespace: String?
  /// The workflow directory, if it is still there and has no other name now: a render would add the workflow again.
  package let remainingSource: String?

  /// - Parameter force: remove manifests that were edited by hand, too.
  package init(_ workflow: String, tree: String, force: Bool) throws {
    let lock = try TreeMutex(tree: tree)
    try self.init(try RetainedWorkflow(workflow, in: tree), tree: tree, force: force, lock)
  }

  /// The same for a state that the lock in the folder need not record, as one side of a merge had it.
  package init(_ release: Release, tree: String) throws {
    let lock = try TreeMutex(tree: tree)
    let folder = try FolderSnapshot(Path.join(tree, release.workflow), knownRelease: release)
    try self.init(RetainedWorkflow(folder, release), tree: tree, force: true, lock)
  }

  private init(_ retained: RetainedWorkflow, tree: String, force: Bool, _ lock: TreeMutex?) throws {
    (self.tree, self.lock) = (tree, lock)
    var removed = try RemovedWorkflows.read(in: tree)
    let release = retained.release
    folder = retained.path
    removed.add(release)
    self.removed = removed
    var derived: [RenderedFile] = []
    for file in release.derived.files {
      if let bytes = try retained.bytes(of: file) { derived.append(RenderedFile(path: file, bytes: bytes)) }
    }
    // Without the kustomization an earlier removal was interrupted.
    let isWhole = derived.contains { $0.path == ReleaseNames.kustomization }
    if isWhole, !force, WorkflowSource.digest(of: derived) != release.derived.digest {
      throw InvalidInput(
        path: folder, "holds a manifest that was edited by hand; `tntc verify` names it, `--force` removes it"
      )
    }
    objects = ((try? retained.objects()) ?? []).inOrderOfDeletion
    namespace = (try? retained.effective())?.namespace
    var locator = SourceLocator(tree: tree)
    remainingSource = release.source.flatMap { source in
      guard let directory = locator.directory(of: source) else { return nil }
      let name = (try? WorkflowHead(of: directory))?.name
      return name == nil || name == release.workflow ? source : nil
    }
    // The kustomization goes first: without it there is no build that could miss something.
    let isKustomization = { (file: String) in file == ReleaseNames.kustomization }
    files =
      release.derived.files.filter(isKustomization) + release.derived.files.filter { !isKustomization($0) }
      + release.writeOnceFiles.map(\.path) + [Release.lockFile]
  }

  /// Numbers of the workflow, ascending: no workflow of its name gives them to other content.
  package var takenNumbers: [VersionNumber] {
    var numbers: [VersionNumber] = []
    for stone in removed.tombstones(of: Path.lastComponent(folder)) where numbers.last != stone.version {
      numbers.append(stone.version)
    }
    return numbers
  }

  package func write() throws {
    // Killed after this, the workflow is whole, and the same is known twice.
    try removed.write(in: tree)
    for leftover in try TreeWriter.leftovers(in: folder) { try Disk.remove(leftover) }
    try Disk.remove(Path.join(folder, Journal.file))
    // The lock goes last: with it, a removal that was interrupted can be asked for again.
    for file in files where file != Release.lockFile { try Disk.remove(Path.join(folder, file)) }
    Disk.removeEmptyFolder(Path.join(folder, ReleaseNames.versionsFolder))
    try Disk.remove(Path.join(folder, Release.lockFile))
    Disk.removeEmptyFolder(folder)
  }
}
