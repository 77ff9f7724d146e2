import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// What follows from a state of a workflow: what is kept, what runs, which files there are.
extension Planner {
  /// What one run makes of a workflow, before it is clear what that means for the files.
  struct PlannedState {
    var release: Release
    var admission: Admission?
    /// The version that was rendered, where that is none of the inputs.
    var version: VersionNumber?
    /// Versions that were read already.
    var inputs: [WorkflowInput] = []
    /// The version of the source, though the tree may get it later.
    var source: WorkflowInput?
    /// New files that are written once.
    var new: [RenderedFile] = []
    var bump: VersionBump?
    var warnings: [Finding] = []
    /// Versions and overlays that run elsewhere than in the folder as it is.
    var inUse: [VersionNumber] = []
    /// Whether the settings have to give the versions what they need, of the network and of dependencies; on the way
    /// back they need not.
    var mustHold = false
    var overlaysInUse: [String] = []
    /// Which patches of the settings for several workflows do something here.
    var patches = PatchUse()
    /// Files that the lock does not list and that leave.
    var strays: [String] = []
    /// What another tntc wrote otherwise.
    var renewal = Renewal.none

    init(_ release: Release) { self.release = release }
  }

  /// Everything that follows once it is clear which versions there are and which is live: what is kept, what
  /// is derived, what is written.
  mutating func finish(
    _ state: PlannedState, _ folder: FolderSnapshot, _ effective: EffectiveSettings
  ) throws -> WorkflowPlan {
    var (draft, release, new) = (state, state.release, state.new)
    let previous = folder.release
    let renderer = Renderer(templates: effective.templates)
    try release.apply(.pruned(keep: release.keep, inUse: (previous?.inUse ?? []) + draft.inUse))
    try settleTriggers(of: &release, draft.inputs, folder)
    let running = try RunningVersions(release, draft.inputs, folder)
    let settings = try settings(effective, for: release, draft.inputs, folder)
    draft.warnings += try checkDependencies(
      of: running, checked: effective.dependencies == nil ? [] : draft.inputs, settings, folder,
      mustHold: draft.mustHold)
    draft.warnings += try networkFindings(release, running, settings, mustHold: draft.mustHold)
    var overlay: RetainedOverlay?
    if let values = settings.overlay, let live = running.live {
      let file = try renderer.overlay(values, live.workflow)
      overlay = RetainedOverlay(name: values.name, fileDigest: DigestText.of(file.bytes))
      if !release.overlays.contains(where: { $0.name == values.name }) { new.append(file) }
    }
    try release.apply(
      .overlaid(overlay, running: [previous?.overlay].compactMap(\.self) + draft.overlaysInUse))
    let sidecars = running.sidecars(settings)
    if options.requiresDigest { try requireDigests(of: sidecars, folder) }
    let manifests = try manifests(release, running, renderer, settings)
    draft.warnings += try checkPatches(manifests?.patching, &draft, &release, settings, effective, folder)
    draft.warnings +=
      (manifests?.warnings ?? [])
      + (manifests?.leftOut ?? []).map {
        Finding(.warning, path: folder.path, message: $0)
      }
    let derived = try derived(manifests, release, running, settings)
    try release.apply(
      .derived(
        DerivedFiles(
          files: derived.map(\.path).sorted { $0.precedesByBytes($1) },
          digest: WorkflowSource.digest(of: derived), writer: ProgramVersion.text),
        sidecars: sidecars.map(\.imageName)))
    // What was restored for a merge may leave at once.
    let kept = Set(release.writeOnceFiles.map(\.path))
    new.removeAll { !kept.contains($0.path) }
    func folderPlan() throws -> FolderPlan {
      try FolderPlan(
        from: folder, to: release, derived: derived, writeOnce: new, strays: draft.strays,
        force: options.force
      ) {
        before(folder)
      }
    }
    var plan = try folderPlan()
    let isLeftOpen = plan.changesFiles && leavesOpen(release, running, settings)
    if isLeftOpen {
      try release.apply(.leftOpen)
      plan = try folderPlan()
    }
    draft.renewal = try renewal(plan, to: release, derived, folder, known: running.all)
    // It is said once, when it is written.
    if isLeftOpen, !(options.onlyChecks && draft.renewal.isAll) { draft.warnings.append(staysOpen(folder)) }
    if draft.admission == .added || draft.admission == .amended {
      let cost = try ClusterCost(of: release, plan, folder)
      draft.warnings += [cost.finding(draft.version ?? release.live, path: folder.path)].compactMap(\.self)
    }
    draft.warnings += notices(plan, draft, release, running, settings, effective, folder)
    return WorkflowPlan(
      draft, release, from: folder, plan, place: options.place,
      left: left(by: plan, release, running, folder))
  }

  /// Where the old state put what leaves, and what a move to another namespace leaves behind there.
  private func left(
    by plan: FolderPlan, _ release: Release, _ running: RunningVersions, _ folder: FolderSnapshot
  ) -> (namespace: String?, behind: [ObjectReference]) {
    let isBuiltOtherwise = plan.changes.contains {
      $0.path == ReleaseNames.kustomization && $0.action == .update
    }
    guard isBuiltOtherwise || !plan.removedObjects.isEmpty, let old = try? RetainedWorkflow(folder),
      let namespace = try? old.effective().namespace
    else { return (nil, []) }
    let isMove = Effective(release, live: running.placed).namespace != namespace
    return (namespace, isMove ? (try? old.objects()) ?? [] : [])
  }

  /// What the state that the lock records renders to; nil when a newer tntc or changed templates render
  /// it otherwise.
  private mutating func before(_ folder: FolderSnapshot) -> [RenderedFile]? {
    guard let release = folder.release, let files = try? rendered(release, folder) else { return nil }
    let known = files.filter { release.derived.files.contains($0.path) }
    return WorkflowSource.digest(of: known) == release.derived.digest ? known : nil
  }

  /// The manifests that this program makes of a recorded state.
  ///
  /// - Parameter known: versions that were read already.
  mutating func rendered(
    _ release: Release, _ folder: FolderSnapshot, known: [WorkflowInput] = []
  ) throws -> [RenderedFile] {
    let running = try RunningVersions(release, known, folder)
    let effective = try resolver.recall(release, running.placed, folder)
    let renderer = Renderer(templates: effective.templates)
    let manifests = try manifests(release, running, renderer, effective.settings)
    return try derived(manifests, release, running, effective.settings)
  }

  /// The settings with what the state adds to them.
  func placed(_ settings: Settings, _ release: Release, _ running: RunningVersions) -> Settings {
    let effective = Effective(release, live: running.placed)
    var settings = settings
    settings.namespace = effective.namespace
    settings.networkPolicy.kind = effective.networkPolicy
    return settings
  }

  /// The versions that manifests run.
  struct RunningVersions {
    let live: WorkflowInput?
    let canary: WorkflowInput?
    /// What says where all is put: the live version, or the newest while every version waits.
    let placed: Workflow?

    var hasContract: Bool { all.contains { $0.workflow.contract != nil } }

    /// The canary as manifests have it.
    func track(_ release: Release) -> CanaryTrack? {
      guard let canary, let state = release.canary else { return nil }
      return CanaryTrack(canary.workflow, code: canary.code, weight: state.weight, route: state.route)
    }

    /// Each version once: a canary that is promoted is the live one.
    var all: [WorkflowInput] {
      [live, canary?.workflow.version == live?.workflow.version ? nil : canary].compactMap(\.self)
    }

    /// - Parameter known: versions that were read already.
    init(_ release: Release, _ known: [WorkflowInput], _ folder: FolderSnapshot) throws {
      func input(_ version: VersionNumber?) throws -> WorkflowInput? {
        guard let version else { return nil }
        let input = known.first { $0.workflow.version == version && release[version]?.digest == $0.digest }
        return try input ?? WorkflowInput.retained(version, folder)
      }
      live = try input(release.live)
      canary = try input(release.canary?.version)
      // Nothing runs of a version that waits, so one that cannot be read keeps nobody from going on.
      placed = live?.workflow ?? (release.live == nil ? try? input(release.newest) : nil)?.workflow
    }

    /// Those of both tracks; none while every version waits.
    func sidecars(_ settings: Settings) -> [SidecarContainer] {
      SidecarContainer.all(
        live: live?.workflow, canary: live == nil ? nil : canary?.workflow, settings: settings)
    }
  }

  /// What runs the versions; nil while every one waits.
  private func manifests(
    _ release: Release, _ running: RunningVersions, _ renderer: Renderer, _ settings: Settings
  ) throws -> RenderedManifests? {
    try running.live.map { live in
      try renderer.manifests(
        live.workflow, code: live.code, settings: placed(settings, release, running),
        canary: running.track(release), taken: release.configMaps)
    }
  }

  /// Manifests, and what builds them.
  private func derived(
    _ manifests: RenderedManifests?, _ release: Release, _ running: RunningVersions, _ settings: Settings
  ) throws -> [RenderedFile] {
    let files = manifests?.files ?? []
    let kustomization = try Kustomization.render(
      resources: files.map(\.path) + release.writeOnceFiles.map(\.path),
      settings: placed(settings, release, running), sidecars: running.sidecars(settings))
    return files + [kustomization, .attributes]
  }
}
