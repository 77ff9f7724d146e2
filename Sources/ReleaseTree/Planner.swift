package import Diagnostics
import Files
package import Rendering
import WorkflowModel
package import YAML

/// Computes what rendering a workflow directory into a tree would write. It reads, and writes nothing.
package struct Planner: Sendable {
  let tree: String
  let options: RenderOptions
  var locator: SourceLocator
  var resolver: SettingsResolver
  /// Of this tree and its siblings, each read when it is asked for.
  private var removed: [String: RemovedWorkflows] = [:]

  package init(tree: String, options: RenderOptions) {
    self.tree = tree
    self.options = options
    locator = SourceLocator(tree: tree)
    resolver = SettingsResolver(options: options, tree: tree, treeResolved: locator.treeResolved)
  }

  /// - Throws: `RenderFailure` with everything that is wrong with the input; `FileError` when
  ///   something could not be read.
  package mutating func plan(_ directory: String) throws -> WorkflowPlan {
    var input = try WorkflowInput.read(directory)
    var folder = try WorkflowFolder(Path.join(tree, input.workflow.name))
    var release = try state(of: input.workflow.name, folder)
    let bump = try options.bump.flatMap { part in
      try input.bump(
        part, against: [release] + (try states(elsewhere: input.workflow.name).map(\.state)), options)
    }
    try locate(directory, &release, input)
    let effective = try resolver.resolve(
      input.workflow, release, baseImage: try locator.baseImage(of: directory))
    // Where versions come by promotion alone, they go live by it too.
    let unpins = options.unpin && release.pin != nil && !isByPromotion(effective)
    let keepsPin = options.unpin && release.pin != nil && !unpins
    if unpins { release.pin = nil }
    release.settings = effective.recorded
    release.flags = effective.flags
    if let canary = release.unmanagedCanary {
      throw input.refused(.canaryUnmanaged(canary), options)
    }
    if options.requiresDigest,
      let finding = ImagePin.finding(release.image, path: input.workflow.name, severity: .error)
    {
      throw RenderFailure([finding])
    }
    let renderer = Renderer(templates: effective.templates)
    let admitted = try admit(input, &release, &folder, renderer, isManual: effective.isManual)
    if unpins, !release.holdsNewVersions, release[input.workflow.version] != nil {
      release.live = input.workflow.version
    }
    var draft = Draft(release)
    draft.admission = admitted.admission
    draft.inputs = [input]
    draft.new = admitted.file.map { [$0] } ?? []
    draft.bump = bump
    draft.warnings = input.warnings + effective.warnings + admitted.warnings
    if keepsPin { draft.warnings.append(pinStays(folder)) }
    return try finish(draft, &folder, effective)
  }

  /// Whether the tree is that of an environment that gets its versions by `tntc promote` alone.
  private func isByPromotion(_ effective: EffectiveSettings) -> Bool {
    effective.isManual && options.environment != nil
  }

  private func pinStays(_ folder: WorkflowFolder) -> Finding {
    Finding(
      .warning, path: folder.path,
      message: "stays pinned, as a render makes nothing live with `release: manual`; `tntc promote "
        + "\(Path.lastComponent(folder.path)) --env \(options.environment ?? "")` makes the newest version live"
    )
  }

  /// What one run makes of a workflow, before it is clear what that means for the files.
  struct Draft {
    var release: Release
    var admission: Admission?
    /// Versions that were read already.
    var inputs: [WorkflowInput] = []
    /// New files that are written once.
    var new: [RenderedFile] = []
    var bump: VersionBump?
    var warnings: [Finding] = []

    init(_ release: Release) { self.release = release }
  }

  /// Everything that follows once it is clear which versions there are and which is live: what is kept, what
  /// is derived, what is written.
  mutating func finish(
    _ draft: Draft, _ folder: inout WorkflowFolder, _ effective: EffectiveSettings
  ) throws -> WorkflowPlan {
    var (release, new) = (draft.release, draft.new)
    let renderer = Renderer(templates: effective.templates)
    let keep = release.keep
    let inUse = release.inUse + (folder.release?.inUse ?? [])
    _ = release.retain(keep, inUse: inUse)
    let running = try Running(release, draft.inputs, &folder)
    if let overlay = effective.settings.overlay, let live = running.live {
      let file = try renderer.overlay(overlay, live.workflow)
      let retained = RetainedOverlay(name: overlay.name, fileDigest: DigestText.of(file.bytes))
      if release.bringIntoForce(retained) { new.append(file) }
    } else {
      _ = release.bringIntoForce(nil)
    }
    release.retainOverlays(keep, before: folder.release?.overlay)
    let derived = try derive(release, running, renderer, effective.settings)
    release.derivedFiles = derived.map(\.path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    release.derivedDigest = WorkflowSource.digest(of: derived)
    var comparison = FolderComparison(folder: folder, force: options.force)
    let changes = try comparison.changes(to: release, derived: derived, writeOnce: new) { before(&$0) }
    let isNew = draft.admission == .added || draft.admission == .amended
    let left = (folder.release?.versions ?? []).map(\.version).filter { release[$0] == nil }
    return WorkflowPlan(
      workflow: release.workflow, folder: folder.path, previous: folder.release, release: release,
      admission: draft.admission, version: draft.inputs.first?.workflow.version,
      newSource: isNew ? draft.inputs.first?.source.files.map(\.path) ?? [] : [], dropped: left,
      removedObjects: comparison.removedObjects, namespace: effective.settings.namespace,
      changes: release.versions.isEmpty ? [] : changes, warnings: draft.warnings, bump: draft.bump,
      leftovers: try comparison.leftovers(), journal: comparison.journal)
  }

  /// What templates would see if `directory` was rendered now.
  package mutating func context(_ directory: String) throws -> Reading<Mapping> {
    let input = try WorkflowInput.read(directory)
    let release = try WorkflowFolder(Path.join(tree, input.workflow.name)).release
    let effective = try resolver.resolve(
      input.workflow, release ?? Release(workflow: input.workflow.name),
      baseImage: try locator.baseImage(of: directory))
    return Reading(
      TemplateContext.make(input.workflow, code: input.code, settings: effective.settings),
      input.warnings + effective.warnings)
  }

  /// The settings for a workflow directory by where they come from, later layers over earlier ones.
  package mutating func layers(
    _ directory: String
  ) throws -> Reading<(workflow: String, layers: [SettingsLayer])> {
    let input = try WorkflowInput.read(directory)
    let workflow = input.workflow
    let release = try WorkflowFolder(Path.join(tree, workflow.name)).release
    var written = SettingsLayer(origin: Path.join(directory, WorkflowSource.workflowFile))
    written.values[.namespace] = workflow.namespace.map(Value.string)
    let layers = try resolver.layers(workflow.name, release, baseImage: try locator.baseImage(of: directory))
    return Reading((workflow.name, [written] + layers), input.warnings)
  }

  private mutating func locate(
    _ directory: String, _ release: inout Release, _ input: WorkflowInput
  ) throws(RenderFailure) {
    guard let source = locator.source(of: directory) else { return }
    if let recorded = release.source, recorded != source, !options.move {
      throw input.refused(.movedSource(from: recorded, to: source), options)
    }
    release.source = source
  }

  /// What the lock records, with the numbers that left this tree when the workflow was removed from it.
  mutating func state(of workflow: String, _ folder: WorkflowFolder) throws -> Release {
    var release = folder.release ?? Release(workflow: workflow)
    release.bury(try removed(in: tree).tombstones(of: workflow))
    return release
  }

  private mutating func removed(in tree: String) throws -> RemovedWorkflows {
    if let known = removed[tree] { return known }
    let read = try RemovedWorkflows.read(in: tree)
    removed[tree] = read
    return read
  }

  /// The state of a workflow in the trees of the other environments.
  private mutating func states(
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

  private struct Admitted {
    let admission: Admission
    let file: RenderedFile?
    let warnings: [Finding]
  }

  private mutating func admit(
    _ input: WorkflowInput, _ release: inout Release, _ folder: inout WorkflowFolder,
    _ renderer: Renderer, isManual: Bool
  ) throws -> Admitted {
    let version = input.workflow.version
    if isManual, options.environment != nil, release[version] == nil {
      if options.admission.amend, release.hasOtherContent(version, digest: input.digest) {
        throw input.refused(.numberUsed(version), options)
      }
      return Admitted(admission: .withheld, file: nil, warnings: [])
    }
    var admission = options.admission
    if isManual || release.holdsNewVersions { admission.stage = true }
    var rendered: RenderedVersion?
    if release[version]?.digest != input.digest {
      let isAmended = release[version] != nil
      if !isAmended || options.admission.amend { try refuseOtherContent(input, isAmended: isAmended) }
      rendered = try renderer.version(input.workflow, code: input.code)
    }
    let candidate = Candidate(
      version: version, digest: input.digest, fileDigest: rendered.map { DigestText.of($0.file.bytes) } ?? "")
    let inTree = try folder.bytes(of: ReleaseNames.versionFile(version))
    // A workflow that was removed and came back is in the tree and among the removed ones. To amend it would give its
    // number to a second content.
    let isUsed = try removed(in: tree).tombstones(of: input.workflow.name).contains {
      $0.version.isSameNumber(as: version) && $0.digest != input.digest
    }
    if isUsed, options.admission.amend, release.hasOtherContent(version, digest: input.digest) {
      try input.refuseOtherLineEndings(in: [release], options)
      throw input.refused(.numberUsed(version), options)
    }
    do {
      let result = try release.admit(candidate, admission) {
        inTree.flatMap(VersionFile.source)?.files(differingFrom: input.source) ?? []
      }
      return Admitted(admission: result, file: rendered?.file, warnings: rendered?.warnings ?? [])
    } catch {
      try input.refuseOtherLineEndings(in: [release], options)
      guard case .contentDiffers(_, let files, let isNewest) = error else {
        throw input.refused(error, options)
      }
      let canBeAmended = isNewest && !isUsed
      guard
        let texts = inTree.flatMap(VersionFile.source)?.withLineFeeds.files(
          differingFrom: input.source.withLineFeeds),
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

  /// What the state that the lock records renders to; nil when a newer tntc or changed templates render
  /// it otherwise.
  private mutating func before(_ folder: inout WorkflowFolder) -> [RenderedFile]? {
    guard let release = folder.release, let files = try? rendered(release, &folder) else { return nil }
    let known = files.filter { release.derivedFiles.contains($0.path) }
    return WorkflowSource.digest(of: known) == release.derivedDigest ? known : nil
  }

  /// The manifests that this program makes of a recorded state.
  mutating func rendered(_ release: Release, _ folder: inout WorkflowFolder) throws -> [RenderedFile] {
    let running = try Running(release, [], &folder)
    let effective = try resolver.recall(release, running.live?.workflow, &folder)
    return try derive(release, running, Renderer(templates: effective.templates), effective.settings)
  }

  /// The versions that manifests run.
  struct Running {
    let live: WorkflowInput?
    let canary: WorkflowInput?

    /// - Parameter known: versions that were read already.
    init(_ release: Release, _ known: [WorkflowInput], _ folder: inout WorkflowFolder) throws {
      func input(_ version: VersionNumber?, _ folder: inout WorkflowFolder) throws -> WorkflowInput? {
        guard let version else { return nil }
        let input = known.first { $0.workflow.version == version && release[version]?.digest == $0.digest }
        return try input ?? WorkflowInput.retained(version, release, &folder)
      }
      live = try input(release.live, &folder)
      canary = try input(release.canary?.version, &folder)
    }
  }

  /// Everything that follows from the versions that run and the settings: manifests and kustomization.
  private func derive(
    _ release: Release, _ running: Running, _ renderer: Renderer, _ settings: Settings
  ) throws -> [RenderedFile] {
    var manifests: [RenderedFile] = []
    var settings = settings
    if let live = running.live {
      settings.namespace = release.settings[.namespace]?.text ?? live.workflow.namespace
      let canary = zip([running.canary].compactMap(\.self), [release.canary].compactMap(\.self)).map {
        CanaryTrack($0.workflow, code: $0.code, weight: $1.weight, route: $1.route)
      }
      manifests = try renderer.manifests(
        live.workflow, code: live.code, settings: settings, canary: canary.first, taken: release.configMaps)
    }
    let resources = manifests.map(\.path) + release.writeOnceFiles.map(\.path)
    return manifests + [try Kustomization.render(resources: resources, settings: settings), .attributes]
  }
}
