import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel

/// Which numbers are taken, here and in other environments, and whether a source may join.
extension Planner {
  /// What the lock records, with the numbers that left this tree when the workflow was removed from it.
  mutating func state(of workflow: String, _ folder: FolderSnapshot) throws -> Release {
    try (folder.release ?? Release(workflow: workflow))
      .applying(.returned(try removed(in: tree).tombstones(of: workflow)))
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
    for tree in options.siblings { states.append((tree, try state(of: workflow, elsewhere: tree))) }
    return states
  }

  mutating func state(of workflow: String, elsewhere tree: String) throws -> Release {
    let release = try Release.read(in: Path.join(tree, workflow)) ?? Release(workflow: workflow)
    return try release.applying(.returned(try removed(in: tree).tombstones(of: workflow)))
  }

  /// A number means one version everywhere. A tree that the same run renders is amended with this one, or all are
  /// left as they are.
  private mutating func refuseOtherContent(_ input: WorkflowInput, isAmended: Bool) throws {
    let version = input.workflow.version
    let states = try states(elsewhere: input.workflow.name)
    // Those that have it before those that only know that it is taken.
    for (tree, state) in states.filter({ $0.state[version] != nil })
      + states.filter({ $0.state[version] == nil })
    where state.hasOtherContent(version, digest: input.digest) {
      let isNewest = state.newest == version && !state.isManual && options.line == nil
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
    _ input: WorkflowInput, _ manner: RenderedAs, _ release: inout Release, _ folder: FolderSnapshot,
    _ effective: EffectiveSettings
  ) throws -> Admitted {
    let version = input.workflow.version
    if withholds(version, release, effective) {
      return Admitted(admission: .withheld, file: nil, warnings: [])
    }
    let before = release
    var rendered: RenderedVersion?
    if release[version]?.digest != input.digest {
      let isAmended = release[version] != nil
      if !isAmended || options.amend { try refuseOtherContent(input, isAmended: isAmended) }
      rendered = try Renderer(templates: effective.templates).version(input.workflow, code: input.code)
    }
    // A workflow that was removed and came back is in the tree and among the removed ones. To amend it would give its
    // number to a second content.
    let isUsed =
      rendered != nil
      ? try removed(in: tree).tombstones(of: input.workflow.name).contains {
        $0.version.isSameNumber(as: version) && $0.digest != input.digest
      } : false
    if isUsed, options.amend, release.hasOtherContent(version, digest: input.digest) {
      try input.refuseOtherLineEndings(in: [release], options)
      throw input.refused(.numberUsed(version), options)
    }
    let candidate = Candidate(
      version: version, digest: input.digest, fileDigest: rendered.map { DigestText.of($0.file.bytes) } ?? "",
      parts: rendered?.parts ?? 1)
    var warnings: [Finding] = rendered?.warnings ?? []
    do {
      let applied = try applied(
        options.line.map { .fixed(candidate, line: $0, manner) } ?? .rendered(candidate, manner), to: release)
      release = applied.release
      warnings += applied.warnings
    } catch let error as Refusal {
      try input.refuseOtherLineEndings(in: [release], options)
      let present = try folder.source(in: ReleaseNames.versionFile(version))
      let canBeAmended = !isUsed && options.line == nil && !isManual(effective)
      throw input.refused(Self.explained(error, present, input, canBeAmended: canBeAmended), options)
    }
    return Admitted(
      admission: release.admission(of: version, since: before), file: rendered?.file,
      warnings: warnings)
  }

  /// A refusal for other content, with the files that differ.
  ///
  /// - Parameter present: the version that is in the tree.
  static func explained(
    _ refusal: Refusal, _ present: WorkflowSource?, _ input: WorkflowInput, canBeAmended: Bool
  ) -> Refusal {
    guard case .contentDiffers(let version, _, let isNewest) = refusal else { return refusal }
    let files = present?.files(differingFrom: input.source) ?? []
    let texts = present?.withLineFeeds.files(differingFrom: input.source.withLineFeeds)
    if let texts, texts.isEmpty, !files.isEmpty { return .lineEndings(version, files: files) }
    return .contentDiffers(version, files: texts ?? files, isNewest: isNewest && canBeAmended)
  }
}
