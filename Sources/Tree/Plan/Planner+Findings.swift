import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// What is to be said of a state before it is written, beside its dependencies.
extension Planner {
  /// What the network policies of the versions that run lack.
  ///
  /// - Parameter mustHold: whether an error is one; else it is a warning, and nothing else is said.
  func networkFindings(
    _ release: Release, _ running: RunningVersions, _ settings: Settings, mustHold: Bool
  ) throws -> [Finding] {
    guard let live = running.live else { return [] }
    let settings = placed(settings, release, running)
    var findings = running.all.flatMap { $0.networkFindings(settings) }
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
  func leavesOpen(_ release: Release, _ running: RunningVersions, _ settings: Settings) -> Bool {
    release.networkPolicy == nil && settings.networkPolicy.kind == nil && running.hasContract
  }

  func staysOpen(_ folder: FolderSnapshot) -> Finding {
    Finding(
      .notice, path: folder.path,
      message:
        "was rendered before there were network policies, and gets none, as one stops all undeclared traffic; "
        + "`networkPolicy: kubernetes` in the settings closes it; this message appears once")
  }

  /// Sidecars of versions that run, and are not those of the source, have images as well.
  func requireDigests(of sidecars: [SidecarContainer], _ folder: FolderSnapshot) throws(InvalidInput) {
    let findings = sidecars.compactMap { sidecar in
      ImagePin.finding(
        sidecar.image.text, of: SidecarContainer.description(of: sidecar.imageName),
        path: Path.join(folder.path, ReleaseNames.kustomization), severity: .error)
    }
    if !findings.isEmpty { throw InvalidInput(findings) }
  }

  /// What a reader of the plan would not expect.
  func notices(
    _ plan: FolderPlan, _ draft: PlannedState, _ release: Release, _ running: RunningVersions,
    _ settings: Settings, _ effective: EffectiveSettings, _ folder: FolderSnapshot
  ) -> [Finding] {
    var notices: [String] = []
    let policy = ObjectReference(kind: "NetworkPolicy", name: release.workflow).text
    if plan.removedObjects.contains(where: { $0.text == policy }) {
      notices.append(
        "its network policies leave the tree, so its pods may reach everything, and "
          + "everything may reach them")
    }
    if effective.dependencies != nil, running.hasContract, release.settings[.networkPolicy] != nil,
      release.isLeftOpen(settings.networkPolicy)
    {
      notices.append(
        "`networkPolicy` of the settings has no effect, as `\(Release.lockFile)` says `off`; add "
          + "`kind: kubernetes` to it")
    }
    if plan.changesFiles { notices += cutShort(running, settings) }
    let staged = stagedDependencies(draft, release, running, settings, folder)
    if !staged.isEmpty {
      notices.append(
        "the pods of version \(release.live?.text ?? "") restart, as the config overlay gets values of "
          + "\(staged.map { "`\($0)`" }.joined(separator: ", ")) for staged versions")
    }
    return notices.map { Finding(.notice, path: folder.path, message: $0) }
  }

  /// The versions whose longest run does not fit into the time that a pod has to end.
  private func cutShort(_ running: RunningVersions, _ settings: Settings) -> [String] {
    running.all.compactMap { input in
      guard let excess = PodGrace(input.workflow, settings).excess else { return nil }
      return
        "the longest run of version \(input.workflow.version.text) with the shutdown takes \(excess.wanted)s, and a "
        + "terminating pod has \(excess.given)s (`grace`), so a rollout cancels such a run; raise `grace`, or lower "
        + "`config.timeout` or `retries`"
    }
  }

  /// The dependencies that come into the overlay of pods that run on, while only versions that wait name them.
  private func stagedDependencies(
    _ draft: PlannedState, _ release: Release, _ running: RunningVersions, _ settings: Settings,
    _ folder: FolderSnapshot
  ) -> [String] {
    guard let live = release.live, live == folder.release?.live,
      let before = try? folder.release.map({ try folder.overlay(of: $0).dependencies }),
      draft.inputs.contains(where: { $0.workflow.version != live })
    else { return [] }
    let named = settings.dependencies.picking(namedBy: running.all.map(\.workflow))
    return settings.dependencies.map(\.key).filter { before[$0] == nil && named[$0] == nil }
  }
}
