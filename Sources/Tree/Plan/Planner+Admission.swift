import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel

/// Which numbers are taken, here and in other environments, and whether a source may join.
extension Planner {
  /// What the lock records, with the numbers that left this tree when the workflow was removed from it.
  mutating func state(of workflow: String, _ folder: WorkflowFolder) throws -> Release {
    var release = folder.release ?? Release(workflow: workflow)
    release.bury(try removed(in: tree).tombstones(of: workflow))
    return release
  }

  /// Reads what is the same for every workflow of a run. What is damaged is a problem of each.
  mutating func prepare() { _ = try? removed(in: tree) }

  mutating func removed(in tree: String) throws -> RemovedWorkflows {
    if let known = removed[tree] { return known }
    let read = try RemovedWorkflows.read(in: tree)
    removed[tree] = read
    return read
  }

  /// The state of a workflow in the trees of the other environments.
  mutating func states(
    elsewhere workflow: String
  ) throws -> [(tree: String, state: Release)] {
    var states: [(tree: String, state: Release)] = []
    for tree in options.siblings {
      var release =
        try WorkflowFolder(Path.join(tree, workflow)).release ?? Release(workflow: workflow)
      release.bury(try removed(in: tree).tombstones(of: workflow))
      states.append((tree, release))
    }
    return states
  }

  /// A number means one version everywhere. A tree that the same run renders is amended with this one, or all are
  /// left as they are.
  private mutating func refuseOtherContent(_ input: WorkflowInput, isAmended: Bool) throws {
    let version = input.workflow.version
    for (tree, state) in try states(elsewhere: input.workflow.name)
    where state.hasOtherContent(version, digest: input.digest) {
      let isNewest = state.newest == version
      if isAmended, isNewest, options.alongside.contains(tree) { continue }
      try input.refuseOtherLineEndings(in: [state], options)
      throw input.refused(.usedElsewhere(version, tree: tree, canBeAmended: isAmended && isNewest), options)
    }
  }

  struct Admitted {
    let admission: Admission
    let file: RenderedFile?
    let warnings: [Finding]
  }

  /// Adds the version of a source to what the lock records, or finds it there.
  mutating func admit(
    _ input: WorkflowInput, _ release: inout Release, _ folder: inout WorkflowFolder,
    _ effective: EffectiveSettings
  ) throws -> Admitted {
    let version = input.workflow.version
    if isByPromotion(effective), release[version] == nil {
      if options.admission.amend, release.hasOtherContent(version, digest: input.digest) {
        throw input.refused(.numberUsed(version), options)
      }
      return Admitted(admission: .withheld, file: nil, warnings: [])
    }
    var admission = options.admission
    if effective.isManual || release.holdsNewVersions { admission.stage = true }
    var rendered: RenderedVersion?
    if release[version]?.digest != input.digest {
      let isAmended = release[version] != nil
      if !isAmended || options.admission.amend { try refuseOtherContent(input, isAmended: isAmended) }
      rendered = try Renderer(templates: effective.templates).version(input.workflow, code: input.code)
    }
    let candidate = Candidate(
      version: version, digest: input.digest, fileDigest: rendered.map { DigestText.of($0.file.bytes) } ?? "")
    let present = rendered == nil ? nil : try folder.source(in: ReleaseNames.versionFile(version))
    // A workflow that was removed and came back is in the tree and among the removed ones. To amend it would give its
    // number to a second content.
    let isUsed =
      rendered != nil
      ? try removed(in: tree).tombstones(of: input.workflow.name).contains {
        $0.version.isSameNumber(as: version) && $0.digest != input.digest
      } : false
    if isUsed, options.admission.amend, release.hasOtherContent(version, digest: input.digest) {
      try input.refuseOtherLineEndings(in: [release], options)
      throw input.refused(.numberUsed(version), options)
    }
    do {
      let result = try release.admit(candidate, admission) {
        present?.files(differingFrom: input.source) ?? []
      }
      return Admitted(admission: result, file: rendered?.file, warnings: rendered?.warnings ?? [])
    } catch {
      try input.refuseOtherLineEndings(in: [release], options)
      guard case .contentDiffers(_, let files, let isNewest) = error else {
        throw input.refused(error, options)
      }
      let canBeAmended = isNewest && !isUsed
      guard
        let texts = present?.withLineFeeds.files(differingFrom: input.source.withLineFeeds),
        texts != files
      else {
        throw input.refused(.contentDiffers(version, files: files, isNewest: canBeAmended), options)
      }
      throw input.refused(
        texts.isEmpty
          ? .lineEndings(version, files: files)
          : .contentDiffers(version, files: texts, isNewest: canBeAmended), options)
    }
  }
}
