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
    /// Versions that were read already.
    var inputs: [WorkflowInput] = []
    /// New files that are written once.
    var new: [RenderedFile] = []
    var bump: VersionBump?
    var warnings: [Finding] = []
    /// Versions and overlays that run elsewhere than in the folder as it is.
    var inUse: [VersionNumber] = []
    /// Whether network policies have to let through what the versions need; on the way back they need not.
    var opensNetwork = false
    var overlaysInUse: [String] = []

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
    let running = try RunningVersions(release, draft.inputs, folder)
    let settings = try settings(effective, for: release, draft.inputs, folder)
    draft.warnings += try checkDependencies(
      of: running, checked: effective.dependencies == nil ? [] : draft.inputs, settings, folder)
    draft.warnings += try networkFindings(release, running, settings, mustHold: draft.opensNetwork)
    var overlay: RetainedOverlay?
    if let values = settings.overlay, let live = running.live {
      let file = try renderer.overlay(values, live.workflow)
      overlay = RetainedOverlay(name: values.name, fileDigest: DigestText.of(file.bytes))
      if !release.overlays.contains(where: { $0.name == values.name }) { new.append(file) }
    }
    try release.apply(
      .overlaid(overlay, running: [previous?.overlay].compactMap(\.self) + draft.overlaysInUse))
    let sidecars = running.sidecars(settings)
    let derived = try derive(release, running, renderer, settings)
    if effective.templates.digest != nil {
      draft.warnings += sidecars.leftOut(of: derived).map {
        Finding(.warning, path: folder.path, message: $0)
      }
    }
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
      try FolderPlan(from: folder, to: release, derived: derived, writeOnce: new, force: options.force) {
        before(folder)
      }
    }
    var plan = try folderPlan()
    if plan.changesFiles, leavesOpen(release, running, settings) {
      try release.apply(.leftOpen)
      draft.warnings.append(staysOpen(folder))
      plan = try folderPlan()
    }
    return WorkflowPlan(draft, release, from: folder, plan, left: left(by: plan, release, running, folder))
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
  mutating func rendered(_ release: Release, _ folder: FolderSnapshot) throws -> [RenderedFile] {
    let running = try RunningVersions(release, [], folder)
    let effective = try resolver.recall(release, running.placed, folder)
    return try derive(release, running, Renderer(templates: effective.templates), effective.settings)
  }

  /// The settings with what the state adds to them.
  private func placed(_ settings: Settings, _ release: Release, _ running: RunningVersions) -> Settings {
    let effective = Effective(release, live: running.placed)
    var settings = settings
    settings.namespace = effective.namespace
    settings.networkPolicy.kind = effective.networkPolicy
    return settings
  }

  /// What the network policies of the versions that run lack.
  ///
  /// - Parameter mustHold: whether an error is one; else it is a warning, and nothing else is said.
  private func networkFindings(
    _ release: Release, _ running: RunningVersions, _ settings: Settings, mustHold: Bool
  ) throws -> [Finding] {
    guard let live = running.live else { return [] }
    let settings = placed(settings, release, running)
    var findings = [live, running.canary].compactMap(\.self).flatMap { $0.networkFindings(settings) }
    let gateway = running.track(release).flatMap {
      NetworkPolicyCheck.gateway(live.workflow, $0, settings, path: Path.join(tree, release.workflow))
    }
    findings += [gateway].compactMap(\.self)
    let errors = findings.filter { $0.severity == .error }
    if !mustHold { return errors.map(\.asWarning) }
    if !errors.isEmpty { throw InvalidInput(errors) }
    return findings
  }

  /// Whether the tree is one from before there were network policies, of which nobody has said so yet.
  private func leavesOpen(_ release: Release, _ running: RunningVersions, _ settings: Settings) -> Bool {
    release.networkPolicy == nil && settings.networkPolicy.kind == nil && running.hasContract
  }

  private func staysOpen(_ folder: FolderSnapshot) -> Finding {
    Finding(
      .notice, path: folder.path,
      message:
        "was rendered before there were network policies, and gets none, as one cuts what the contract does "
        + "not declare; `networkPolicy: kubernetes` in the settings closes it, and this is said once")
  }

  /// The versions that manifests run.
  struct RunningVersions {
    let live: WorkflowInput?
    let canary: WorkflowInput?
    /// What says where all is put: the live version, or the newest while every version waits.
    let placed: Workflow?

    var hasContract: Bool { [live, canary].contains { $0?.workflow.contract != nil } }

    /// The canary as manifests have it.
    func track(_ release: Release) -> CanaryTrack? {
      guard let canary, let state = release.canary else { return nil }
      return CanaryTrack(canary.workflow, code: canary.code, weight: state.weight, route: state.route)
    }

    var all: [WorkflowInput] { [live, canary].compactMap(\.self) }

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

  /// Everything that follows from the versions that run and the settings: manifests and kustomization.
  private func derive(
    _ release: Release, _ running: RunningVersions, _ renderer: Renderer, _ settings: Settings
  ) throws -> [RenderedFile] {
    var manifests: [RenderedFile] = []
    let settings = placed(settings, release, running)
    if let live = running.live {
      manifests = try renderer.manifests(
        live.workflow, code: live.code, settings: settings, canary: running.track(release),
        taken: release.configMaps)
    }
    let resources = manifests.map(\.path) + release.writeOnceFiles.map(\.path)
    let kustomization = try Kustomization.render(
      resources: resources, settings: settings, sidecars: running.sidecars(settings))
    return manifests + [kustomization, .attributes]
  }
}
