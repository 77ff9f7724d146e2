package import Diagnostics
package import Releases
package import WorkflowModel
import YAML

/// What a plan does to one file of a workflow's folder.
package struct FileChange: Sendable {
  package enum Action: Sendable, Hashable {
    case add
    case update
    case remove
    case keep
  }

  package let path: String
  package let action: Action
  /// The new content; empty for a removal.
  package let bytes: [UInt8]
  /// The old content of a derived file.
  package var old: [UInt8] = []
}

extension FileChange {
  init(_ path: String, from old: [UInt8]?, to new: [UInt8]) {
    self.init(path: path, action: old == nil ? .add : old == new ? .keep : .update, bytes: new)
    self.old = old ?? []
  }

  init(removing path: String, _ old: [UInt8]) {
    self.init(path: path, action: .remove, bytes: [])
    self.old = old
  }
}

/// A version that a run was given, as the release has it now, and where its number stands.
package struct RenderedNumber: Sendable {
  package let number: Tombstone
  /// Nil where it was there before, with the same content.
  package let change: Admission?
  private let workflow: String
  private let path: String
  private let position: Position
  private let excerpt: Excerpt?

  init?(_ input: WorkflowInput, _ admission: Admission, _ release: Release) {
    guard let retained = release[input.workflow.version] else { return nil }
    number = Tombstone(retained)
    change = [.added, .amended].contains(admission) ? admission : nil
    (workflow, path) = (release.workflow, input.path)
    (position, excerpt) = (input.workflow.versionPosition, input.versionExcerpt)
  }

  /// What is to be told when the rules forbid it.
  package func refused(_ refusal: Refusal) -> ReleaseProblem {
    .refused(
      RefusedChange(refusal, of: workflow, path: path, position: position, excerpt: excerpt))
  }
}

/// Everything that one run does to one workflow: computed first, written last.
package struct WorkflowPlan: Sendable {
  package let workflow: String
  /// The workflow's folder of the tree.
  package let folder: String
  /// See `RenderOptions.place`.
  package let place: String
  package let previous: Release?
  package let release: Release
  /// Nil when no source was rendered.
  package let admission: Admission?
  /// The version that was rendered, or that is live.
  package let version: VersionNumber?
  /// Nil when no source was rendered, or its version was withheld.
  package let rendered: RenderedNumber?
  /// The source of a version that is new in the tree; nil when none is.
  package let new: WorkflowInput?
  /// The digest of the source that was read; nil when none was.
  let source: String?
  /// Objects that leave the tree, where they are.
  package let removedObjects: [ObjectReference]
  /// Objects that are made anew in another namespace, where they are until now.
  package let leftBehind: [ObjectReference]
  /// Sorted by path, the lock last.
  package let changes: [FileChange]
  package let warnings: [Finding]
  /// Which patches of the settings for several workflows do something here.
  package let patches: PatchUse
  /// What another tntc wrote otherwise of the recorded inputs, and this plan writes anew; nil where that is nothing, or
  /// where it cannot be told.
  package let older: OlderRendering?
  /// Whether that is all that the plan changes.
  package let isRenewal: Bool
  /// A new `version:` for workflow.yaml, when the run was asked to bump it.
  package let bump: VersionBump?
  /// What an interrupted run left behind and this one clears away.
  let leftovers: [String]
  let journal: Journal.Draft
  private let snapshot: FolderSnapshot

  /// - Parameters:
  ///   - place: see `RenderOptions.place`.
  ///   - left: the namespace of what runs until now, and what stays in it.
  init(
    _ draft: Planner.PlannedState, _ release: Release, from folder: FolderSnapshot, _ plan: FolderPlan,
    place: String, left: (namespace: String?, behind: [ObjectReference])
  ) {
    (workflow, self.release, previous) = (release.workflow, release, folder.release)
    (self.folder, self.place, snapshot) = (folder.path, place, folder)
    let input = draft.inputs.first
    (admission, version) = (draft.admission, draft.version ?? input?.workflow.version)
    rendered = input.flatMap { input in
      draft.admission.flatMap { RenderedNumber(input, $0, release) }
    }
    let isNew = draft.admission == .added || draft.admission == .amended
    new = isNew ? input : nil
    source = draft.source?.digest
    (warnings, bump, patches) = (draft.warnings, draft.bump, draft.patches)
    (older, isRenewal) = (draft.renewal.older, draft.renewal.isAll && draft.bump == nil)
    // Without a version there is nothing to build, and no folder.
    changes = release.versions.isEmpty ? [] : plan.changes
    leftBehind = left.behind.inOrderOfDeletion
    // Those that are left behind are told together.
    removedObjects =
      leftBehind.isEmpty ? plan.removedObjects.map { $0.inside(left.namespace) }.inOrderOfDeletion : []
    (leftovers, journal) = (plan.leftovers, plan.journal)
  }

  /// The lock as it is; nil when there is none.
  var lockBefore: [UInt8]? { previous == nil ? nil : changes.last { $0.path == Release.lockFile }?.old }

  /// The workflow as it is; nil when it is not in the tree.
  package var before: RetainedWorkflow? {
    previous.map { RetainedWorkflow(snapshot, $0) }
  }

  /// The workflow once the plan is written; nil when it is not in the tree then.
  package var after: RetainedWorkflow? {
    if release.versions.isEmpty { return nil }
    return RetainedWorkflow(snapshot.applying(changes, release), release)
  }

  /// The files of a version that is new in the tree, by their paths in its source; empty when none is.
  package var newSource: [String] { new?.source.files.map(\.path) ?? [] }

  /// Versions that leave the tree.
  package var dropped: [VersionNumber] {
    (previous?.versions ?? []).map(\.version).filter { release[$0] == nil }
  }

  /// Whether writing the plan does anything to the tree.
  package var changesTree: Bool { !leftovers.isEmpty || changes.contains { $0.action != .keep } }

  /// Whether no other file is touched.
  package var changesLockAlone: Bool {
    changes.allSatisfy { $0.action == .keep || $0.path == Release.lockFile }
  }

  package var isChanged: Bool { bump != nil || changes.contains { $0.action != .keep } }

  /// Whether the inputs are other ones than those that the lock records, or the files are not what it says.
  package var isStale: Bool { isChanged && !isRenewal }
}
