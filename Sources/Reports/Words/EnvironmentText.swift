import Comparison
import Releases
import WorkflowModel

/// How a workflow differs between two environments, in words: the only place of each.
struct EnvironmentText {
  let from: String
  let to: String

  func headline(_ change: WorkflowChange) -> String {
    change.acts.map { text($0, change) }.joined(separator: "; ")
  }

  func text(_ act: Act, _ change: WorkflowChange) -> String {
    switch act {
    case .added(let live):
      "only in \(to), \(live.map { "which runs \($0.text)" } ?? "where no version is live")"
    case .removed(let live):
      "only in \(from), \(live.map { "which runs \($0.text)" } ?? "where no version is live")"
    case .raised(let old, let new), .loweredTo(let new, from: let old),
      .canaryPromoted(let new, from: let old):
      "\(from) runs \(old.text), \(to) \(new.text)\(canary(new, change))"
    case .wentLive(let version): "\(to) runs \(version.text), \(from) no version"
    case .stopped(let version): "\(from) runs \(version.text), \(to) no version"
    case .replaced(let version): "\(version.text) has other code in \(to) than in \(from)"
    case .canaryStarted(let canary): "canary \(canary.version.text) at \(canary.weight) % in \(to) alone"
    case .canaryMoved(let old, let new): "canary: \(pair(text(old), text(new)))"
    case .canaryEnded(let version), .canaryFinished(let version):
      "canary \(version.text) in \(from) alone"
    case .pinned(let pin): "\(to) is pinned at \(ReleaseText.name(pin))"
    case .unpinned(let pin): "\(from) is pinned at \(ReleaseText.name(pin))"
    case .markedBad(let mark): "\(mark.version.text) is bad in \(to) (\(mark.reason))"
    case .markedGood(let mark): "\(mark.version.text) is bad in \(from) (\(mark.reason))"
    case .staged(let versions): "only \(to) has \(ActText.list(versions))"
    case .dropped(let versions): "only \(from) has \(ActText.list(versions))"
    case .imageChanged(let old, let new): "image: \(pair(old, new))"
    case .namespaceChanged(let old, let new): "namespace: \(pair(old ?? "none", new ?? "none"))"
    case .configChanged: "configuration of the environment"
    case .suspended: "suspended in \(to): no pods, and no schedule fires"
    case .resumed: "suspended in \(from): no pods, and no schedule fires"
    case .triggersSuspended(let names): "\(ActText.triggers(names)) suspended in \(to)"
    case .triggersResumed(let names): "\(ActText.triggers(names)) suspended in \(from)"
    case .patchesChanged(let added, let changed, let takenBack): patches(takenBack, added, changed)
    case .settingsChanged(let keys): "settings (\(keys.joined(separator: ", ")))"
    case .taken(let versions): "version numbers taken in \(to) (\(ActText.list(versions)))"
    case .touched(let files): "files that differ from the locks (\(files.joined(separator: ", ")))"
    case .manifestsChanged: "manifests"
    case .rendered: "rendered by another tntc"
    case .sourceMoved(let old, let new): "source: \(pair(old ?? "none", new ?? "none"))"
    case .renamed(let old): "in \(to) it was renamed from \(old)"
    case .recorded: "only records in the locks"
    }
  }

  /// What one environment has, and the other.
  func pair(_ old: String, _ new: String) -> String { "\(from) \(old), \(to) \(new)" }

  /// A canary of the first environment has no act of its own where its version is live in the other one.
  private func canary(_ live: VersionNumber, _ change: WorkflowChange) -> String {
    guard change.after?.canary == nil, let canary = change.before?.canary, canary.version == live else {
      return ""
    }
    return " (in \(from) it is the canary, at \(canary.weight) %)"
  }

  private func text(_ canary: Canary) -> String {
    "\(canary.version.text) at \(canary.weight) % \(ActText.route(canary))"
  }

  private func patches(_ first: [String], _ second: [String], _ both: [String]) -> String {
    let parts = [(second, "in \(to) alone"), (first, "in \(from) alone"), (both, "with other content")]
    return parts.filter { !$0.0.isEmpty }.map { names, place in
      "patch\(names.count == 1 ? "" : "es") \(names.joined(separator: ", ")) \(place)"
    }.joined(separator: "; ")
  }
}
