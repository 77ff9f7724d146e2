import Diagnostics
import Files
package import Releases
import Settings
import WorkflowModel

/// Plans that leave all files of a workflow as they are, or all but its lock.
extension Planner {
  /// Records that numbers are taken by versions of another environment; nil where there is no such workflow, or where
  /// they are known.
  package mutating func take(_ numbers: [Tombstone], of workflow: String) throws -> WorkflowPlan? {
    let folder = try FolderSnapshot(Path.join(tree, workflow))
    guard let before = folder.release else { return nil }
    let release = try before.applying(.returned(numbers))
    if release == before { return nil }
    if folder.wasInterrupted {
      throw InvalidInput(
        path: folder.path,
        "a run was interrupted here; run `tntc render\(options.place)` once more to complete it")
    }
    return try recording(PlannedState(release), in: folder)
  }

  /// What an amendment does to an environment that has what was released: nothing.
  func leave(
    _ input: WorkflowInput, _ release: Release, _ folder: FolderSnapshot
  ) throws -> WorkflowPlan {
    let version = input.workflow.version
    if release.hasOtherContent(version, digest: input.digest) {
      try input.refuseOtherLineEndings(in: [release], options)
      throw input.refused(.amendsReleased(version, tree: tree), options)
    }
    let before = folder.release ?? Release(workflow: input.workflow.name)
    var draft = PlannedState(before)
    draft.admission = before[version] == nil ? .withheld : .known
    draft.version = version
    return try recording(draft, in: folder)
  }

  /// What is done to a workflow for which there is nothing to do.
  func leave(_ workflow: String) throws -> WorkflowPlan {
    let folder = try FolderSnapshot(Path.join(tree, workflow))
    return try recording(PlannedState(folder.release ?? Release(workflow: workflow)), in: folder)
  }

  private func recording(_ draft: PlannedState, in folder: FolderSnapshot) throws -> WorkflowPlan {
    WorkflowPlan(
      draft, draft.release, from: folder, try FolderPlan(recording: draft.release, in: folder),
      place: options.place, left: (nil, []))
  }
}
