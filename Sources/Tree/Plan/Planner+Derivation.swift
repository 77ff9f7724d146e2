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
