import Diagnostics
import Patches
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// What patches of the settings do to a workflow.
extension Planner {
  /// Refuses patches that cannot be applied, or that the settings of this workflow alone have and that change nothing of
  /// it, and records those that may be for it.
  ///
  /// - Parameter patching: nil when nothing is live.
  /// - Returns: warnings.
  func checkPatches(
    _ patching: Patching?, _ draft: inout PlannedState, _ release: inout Release, _ settings: Settings,
    _ effective: EffectiveSettings, _ folder: FolderSnapshot
  ) throws -> [Finding] {
    if settings.patches.isEmpty { return [] }
    let problems = patching?.findings(effective.layers) ?? []
    if !problems.isEmpty { throw InvalidInput(problems) }
    // Those that a lock records were looked at when they came into it.
    guard effective.dependencies != nil else { return [] }
    let strays = strays(patching, draft.source, release, settings, effective, folder)
    draft.patches = PatchUse(strays: strays, of: settings.patches, effective.layers)
    let findings = effective.layers.findings(ofStrays: strays, isBuiltIn: effective.templates.digest == nil)
    if draft.mustHold, !findings.isEmpty { throw InvalidInput(findings) }
    try settlePatches(strays, of: &release, draft.inputs, effective, folder)
    return findings.map(\.asWarning)
  }

  /// The patches that change nothing of the manifests, nor of those of the source. One that the settings of this workflow
  /// alone have may be for any version of the tree, as each of them may be live next.
  ///
  /// - Parameters:
  ///   - patching: nil when nothing is live.
  ///   - folder: nil for one that cannot be read.
  func strays(
    _ patching: Patching?, _ source: WorkflowInput?, _ release: Release, _ settings: Settings,
    _ effective: EffectiveSettings, _ folder: FolderSnapshot?
  ) -> [StrayPatch] {
    var strays = patching?.unmatched
    func look(at input: WorkflowInput?) {
      guard let input, let waiting = waiting(input, settings, effective) else { return }
      strays = strays.map { $0.filter { !waiting.matches($0.patch.name) } } ?? waiting.unmatched
    }
    if strays?.isEmpty != true, let source, source.workflow.version != release.live {
      look(at: source)
    }
    for version in release.versions.reversed() where version.version != release.live {
      if strays?.contains(where: { effective.layers.isOwn($0.patch) }) != true { break }
      look(at: folder.flatMap { try? WorkflowInput.retained(version.version, $0) })
    }
    return strays ?? []
  }

  /// What patches do to a version that is not live; nil when its manifests cannot be made.
  private func waiting(
    _ input: WorkflowInput, _ settings: Settings, _ effective: EffectiveSettings
  ) -> Patching? {
    let renderer = Renderer(templates: effective.templates)
    return try? renderer.manifests(
      input.workflow, code: input.code, settings: settings, canary: nil, taken: []
    ).patching
  }

  /// Takes those out of what the lock records that are for other workflows, as it is to change with its own alone.
  ///
  /// - Parameters:
  ///   - strays: those that change nothing.
  ///   - known: versions that were read already.
  private func settlePatches(
    _ strays: [StrayPatch], of release: inout Release, _ known: [WorkflowInput],
    _ effective: EffectiveSettings, _ folder: FolderSnapshot
  ) throws(Refusal) {
    /// A version that is not live may have the object.
    func mayMatch(_ patch: ObjectPatch) -> Bool {
      if effective.layers.isOwn(patch) { return true }
      guard patch.mayConcern(release.workflow) else { return false }
      switch patch.target.kind {
      case "CronJob": return hasCrons(release, known, folder)
      case "NetworkPolicy", "ExternalSecret": return true
      default: return patch.target.labelSelector != nil || effective.templates.digest != nil
      }
    }
    var settings = release.settings
    var own = settings.mapping(.patches)
    for stray in strays where !mayMatch(stray.patch) { own[stray.patch.name] = nil }
    settings[.patches] = own.isEmpty ? nil : .mapping(own)
    if settings != release.settings { try release.apply(.configured(settings, flags: release.flags)) }
  }

  /// Whether any version of the tree has a schedule; true of one that cannot be read.
  private func hasCrons(_ release: Release, _ known: [WorkflowInput], _ folder: FolderSnapshot) -> Bool {
    release.versions.contains { version in
      let input =
        known.first { $0.digest == version.digest } ?? (try? WorkflowInput.retained(version.version, folder))
      return input.map { !$0.workflow.cronNames.isEmpty } ?? true
    }
  }
}
