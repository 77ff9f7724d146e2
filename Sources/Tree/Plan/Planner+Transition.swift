import Diagnostics
import Files
package import Releases
package import Rendering
import Settings
package import WorkflowModel

/// Changes that need no source directory: the tree alone says everything.
extension Planner {
  /// Applies a change to what the lock records, with the settings that it records.
  package mutating func change(_ workflow: String, _ event: ReleaseEvent) throws -> WorkflowPlan {
    let folder = try FolderSnapshot(Path.join(tree, workflow))
    var release = try RetainedWorkflow(folder).release
    var warnings: [Finding] = []
    do {
      let applied = try applied(event, to: release)
      (release, warnings) = (applied.release, applied.warnings)
    } catch let error as Refusal {
      // A run that was killed when all but its journal was done is completed when it is asked for again.
      guard error.isDoneAlready, folder.wasInterrupted else {
        if options.leavesDone, error.leavesNothingToDo { return try leave(workflow) }
        let refusal = located(error, of: workflow, for: event)
        throw ReleaseProblem.refused(
          RefusedChange(refusal, of: workflow, path: folder.path, place: options.place))
      }
    }
    let running = try RunningVersions(release, [], folder)
    let effective = try resolver.recall(release, running.placed, folder)
    try release.apply(.configured(effective.recorded, flags: release.flags))
    var draft = PlannedState(release)
    draft.inputs = running.all
    draft.mustHold = event.bringsVersion
    draft.warnings = warnings + (running.live?.retainedWarnings ?? []) + effective.warnings
    let plan = try finish(draft, folder, effective)
    // Whoever finds nothing to do did not ask for another rendering.
    return plan.isRenewal ? try leave(workflow) : plan
  }

  /// Brings a version from the tree of another environment, byte for byte, for the settings of this one. It needs no
  /// source directory.
  ///
  /// - Parameters:
  ///   - version: the default is what is live in the other tree.
  ///   - other: the tree to bring it from.
  ///   - manner: what becomes of it here.
  package mutating func carry(
    _ workflow: String, version: VersionNumber?, from other: String, _ manner: CarriedAs = .live
  ) throws -> WorkflowPlan {
    let from = try RetainedWorkflow(workflow, in: other)
    let offered = from.release
    guard let version = version ?? offered.live else {
      if options.leavesDone { return try leave(workflow) }
      throw InvalidInput(path: from.path, "no version is live there; name one with `--version`")
    }
    guard let retained = offered[version] else {
      let known = offered.versions.map(\.version)
      throw ReleaseProblem.refused(
        RefusedChange(.notInTree(version, known: known), of: workflow, path: from.path))
    }
    let input = try WorkflowInput.retained(retained.version, from.folder)
    let file = RenderedFile(
      path: ReleaseNames.versionFile(retained.version),
      bytes: try from.bytes(of: ReleaseNames.versionFile(retained.version)) ?? [])
    guard DigestText.of(file.bytes) == retained.fileDigest else { throw from.edited(retained.version) }
    let folder = try FolderSnapshot(Path.join(tree, workflow))
    var release = try state(of: workflow, folder)
    let before = release
    if case .canary = manner, release.live == nil {
      throw nothingBeside(workflow, from: other, folder)
    }
    let candidate = Candidate(
      version: retained.version, digest: retained.digest, fileDigest: retained.fileDigest,
      parts: retained.parts, fixes: retained.fixes)
    if release.source == nil, let source = offered.source { try release.apply(.located(source: source)) }
    let effective = try resolver.resolve(
      input.workflow, from: try place(recordedIn: release), release,
      baseImage: try baseImage(of: release, carriedFrom: offered))
    let unusable = unusableDependencies(of: input, effective.settings)
    if !unusable.isEmpty { throw InvalidInput(unusable) }
    // How traffic can be split follows from the settings that it comes under.
    try release.apply(.configured(effective.recorded, flags: effective.flags))
    var warnings: [Finding] = []
    do {
      let renaming = try rename(&release, as: offered)
      let applied = try applied(.carried(candidate, manner), to: release)
      (release, warnings) = (applied.release, applied.warnings + [renaming].compactMap(\.self))
      if let refusal = release.uncountableCanary { throw refusal }
    } catch let error as Refusal {
      let present = try folder.source(in: file.path)
      let refusal = Self.explained(error, present, input, canBeAmended: true)
      throw ReleaseProblem.refused(
        RefusedChange(refusal, of: workflow, path: folder.path, place: options.place))
    }
    let admission = release.admission(of: retained.version, since: before)
    var draft = PlannedState(release)
    draft.admission = admission
    draft.inputs = [input]
    draft.new = admission == .added ? [file] : []
    draft.mustHold = true
    draft.warnings = warnings + input.retainedWarnings + effective.warnings
    let plan = try finish(draft, folder, effective)
    return plan.isRenewal ? try leave(workflow) : plan
  }

  /// A refusal for a version that is not here, with the environments that have it.
  private func located(_ refusal: Refusal, of workflow: String, for event: ReleaseEvent) -> Refusal {
    guard case .notInTree(let version, let known) = refusal, event.bringsVersion else { return refusal }
    let others = options.siblings.filter { tree in
      (try? Release.read(in: Path.join(tree, workflow)))?[version] != nil
    }
    if others.isEmpty { return refusal }
    var target: String?
    if case .promoted = event { target = options.environment }
    return .inOtherTree(
      version, known: known, environments: others.map(Path.lastComponent), target: target)
  }

  private func nothingBeside(_ workflow: String, from other: String, _ folder: FolderSnapshot) -> InvalidInput
  {
    InvalidInput(
      path: folder.path,
      "no version is live, so a canary has nothing to run beside; `tntc promote \(workflow) --from "
        + "\(Path.lastComponent(other)) --to \(Path.lastComponent(tree))` makes one live")
  }

  /// The image for a version that comes without its source: the one recorded beside that, as a render would find it,
  /// else, where none is
  /// recorded here yet, the one that it ran with where it comes from.
  mutating func baseImage(of release: Release, carriedFrom other: Release) throws -> BaseImage? {
    if let directory = release.source.flatMap({ locator.directory(of: $0) }),
      let image = try locator.baseImage(of: directory)
    {
      return image
    }
    if let image = try locator.baseImage(of: Path.parent(tree)) { return image }
    guard release.settings[.image] == nil, other.settings[.image] != nil else { return nil }
    return BaseImage(path: Release.lockFile, text: other.image)
  }
}

extension Planner {
  /// Writes a merged state over what a merge of its files left.
  ///
  /// - Parameters:
  ///   - merge: tells what runs on either side.
  ///   - restored: write-once files of the state that the merge took away or left with its marks.
  package mutating func resolve(
    _ merged: Release, of merge: ReleaseMerge, restoring restored: [RenderedFile] = []
  ) throws -> WorkflowPlan {
    let folder = try FolderSnapshot(Path.join(tree, merged.workflow), knownRelease: merged).giving(restored)
    let running = try RunningVersions(merged, [], folder)
    let effective = try resolver.recall(merged, running.placed, folder)
    var release = merged
    try release.apply(.configured(effective.recorded, flags: release.flags))
    var draft = PlannedState(release)
    draft.inputs = running.all
    draft.new = restored
    (draft.inUse, draft.overlaysInUse) = (merge.inUse, merge.overlaysInUse)
    let known = merged.writeOnceFiles.map(\.path)
    draft.strays = merge.withdrawn.map { ReleaseNames.versionFile($0.version) }.filter { !known.contains($0) }
    return try finish(draft, folder, effective)
  }
}
