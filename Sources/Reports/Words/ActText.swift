package import Comparison
import Releases
import Rendering
import WorkflowModel

/// What happens to a workflow, in words: the only place of each.
package enum ActText {
  /// One line for a workflow: everything that happens to it.
  package static func headline(_ change: WorkflowChange) -> String {
    switch change.relation {
    case .change: headline(change.acts)
    case .environments(let from, let to):
      EnvironmentText(from: from, to: to).headline(change)
    }
  }

  /// One of the acts of a workflow.
  static func text(_ act: Act, of change: WorkflowChange) -> String {
    switch change.relation {
    case .change: text(act)
    case .environments(let from, let to): EnvironmentText(from: from, to: to).text(act, change)
    }
  }

  package static func headline(_ acts: [Act]) -> String {
    if acts.isEmpty { return "unchanged" }
    return acts.allSatisfy(\.isOfSettings) ? "only \(words(acts))" : words(acts)
  }

  /// Acts of a workflow that are a part of what happens to it.
  static func words(_ acts: [Act], of change: WorkflowChange) -> String {
    switch change.relation {
    case .change: words(acts)
    case .environments: acts.map { text($0, of: change) }.joined(separator: "; ")
    }
  }

  private static func words(_ acts: [Act]) -> String {
    // A rollback gives one reason for both.
    let pinned = acts.compactMap { act in if case .pinned(let pin) = act { pin.reason } else { nil } }.first
    return acts.map { act in
      if case .markedBad(let mark) = act, mark.reason == pinned {
        "\(mark.version.text) is bad"
      } else {
        text(act)
      }
    }.joined(separator: ", ")
  }

  package static func text(_ act: Act) -> String {
    switch act {
    case .added(let live?): "new, \(live.text) goes live"
    case .added(nil): "new, no version is live"
    case .removed(let live): "removed\(live.map { ", \($0.text) was live" } ?? "")"
    case .raised(let from, let to): "version \(from.text) → \(to.text)"
    case .loweredTo(let to, let from): "rollback \(from.text) → \(to.text)"
    case .wentLive(let version): "\(version.text) goes live, no version was"
    case .stopped(let version): "\(version.text) is no longer live"
    case .canaryPromoted(let to, let from): "canary promoted, \(from.text) → \(to.text)"
    case .replaced(let version): "other code under the number \(version.text)"
    case .canaryStarted(let canary): "canary \(canary.version.text) at \(canary.weight) %"
    case .canaryMoved(let from, let to): moved(from, to)
    case .canaryEnded(let version): "canary \(version.text) aborted"
    case .canaryFinished(let version): "canary \(version.text) ended, it is live"
    case .pinned(let pin): "pinned at \(ReleaseText.name(pin))"
    case .unpinned(let pin): "no longer pinned at \(ReleaseText.name(pin))"
    case .markedBad(let mark): "\(mark.version.text) is bad (\(mark.reason))"
    case .markedGood(let mark): "\(mark.version.text) is no longer bad (\(mark.reason))"
    case .staged(let versions): "\(list(versions)) added, not live"
    case .imageChanged(let from, let to): "image \(from) → \(to)"
    case .namespaceChanged(let from, let to): "namespace \(from ?? "none") → \(to ?? "none")"
    case .configChanged: "configuration of the environment"
    case .suspended: "suspended: no pods, and no schedule fires"
    case .resumed: "no longer suspended"
    case .triggersSuspended(let names): "\(triggers(names)) suspended"
    case .triggersResumed(let names): "\(triggers(names)) no longer suspended"
    case .patchesChanged(let added, let changed, let takenBack): patches(added, changed, takenBack)
    case .settingsChanged(let keys): "settings (\(keys.joined(separator: ", ")))"
    case .dropped(let versions): "retention (\(list(versions)) left the tree)"
    case .taken(let versions): "version numbers taken (\(list(versions)))"
    case .touched(let files): "edited by hand (\(files.joined(separator: ", ")))"
    case .manifestsChanged: "manifests"
    case .rendered: "another rendering"
    case .sourceMoved(let from, let to): "source moved, \(from ?? "none") → \(to ?? "none")"
    case .renamed(let old): "renamed from \(old), which stays as a workflow of its own"
    case .recorded: "only records in the lock"
    }
  }

  private static func moved(_ from: Canary, _ to: Canary) -> String {
    if from.version != to.version {
      return "canary \(from.version.text) → \(to.version.text) at \(to.weight) %"
    }
    if from.weight != to.weight { return "canary \(to.version.text): \(from.weight) % → \(to.weight) %" }
    if from.route != to.route { return "canary \(to.version.text): \(route(from)) → \(route(to))" }
    return "canary \(to.version.text) with other code"
  }

  static func route(_ canary: Canary) -> String {
    switch canary.route {
    case .split: "by replicas"
    case .surge, .replicas: "by added replicas"
    case .gateway(let gateway): "by gateway \(gateway.namespace)/\(gateway.name) for \(gateway.hostname)"
    }
  }

  static func triggers(_ names: [String]) -> String {
    "trigger\(names.count == 1 ? "" : "s") \(names.joined(separator: ", "))"
  }

  private static func patches(_ added: [String], _ changed: [String], _ takenBack: [String]) -> String {
    [(added, "added"), (changed, "changed"), (takenBack, "taken back")].filter { !$0.0.isEmpty }.map {
      "patch\($0.0.count == 1 ? "" : "es") \($0.0.joined(separator: ", ")) \($0.1)"
    }.joined(separator: ", ")
  }

  static func list(_ versions: [VersionNumber]) -> String {
    versions.map(\.text).joined(separator: ", ")
  }
}

extension Act {
  /// Whether it makes no new version run.
  fileprivate var isOfSettings: Bool {
    switch self {
    case .settingsChanged, .patchesChanged, .configChanged, .dropped, .taken, .manifestsChanged, .rendered,
      .recorded:
      true
    default: false
    }
  }

  /// Whether it does not depend on the code of the workflow.
  var isBesides: Bool {
    switch self {
    case .imageChanged, .namespaceChanged, .suspended, .resumed, .triggersSuspended, .triggersResumed,
      .sourceMoved:
      true
    default: isOfSettings
    }
  }
}
