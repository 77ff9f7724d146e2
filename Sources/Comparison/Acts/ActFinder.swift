import Releases
import Settings
import Tree
import WorkflowModel
import YAML

/// Tells from two states of a workflow what happened between them, the most important first.
struct ActFinder {
  let before: Release
  let after: Release
  /// Whether a file other than the lock is not the same.
  var hasOtherManifests: Bool
  /// Where everything moves from and to; nil when it stays.
  var move: NamespaceMove?
  /// Write-once files that differ, though both locks say that they are the same.
  var touched: [String] = []

  var acts: [Act] {
    if !news.isEmpty { return news }
    if hasOtherManifests { return [.manifestsChanged] }
    if before.source != after.source { return [.sourceMoved(from: before.source, to: after.source)] }
    return before == after ? [] : [.recorded]
  }

  /// Events that are reported even if the manifests are the same.
  var news: [Act] {
    live + canary + pin + marks + waiting + image + namespace + settings + dropped + taken
      + (touched.isEmpty ? [] : [.touched(files: touched)])
  }

  private var live: [Act] {
    switch (before.live, after.live) {
    case (let old?, let new?) where old == new:
      return before[old]?.digest == after[new]?.digest ? [] : [.replaced(new)]
    case (let old?, let new?):
      if before.canary?.version == new, after.canary.map({ $0.version == new }) ?? true {
        return [.canaryPromoted(new, from: old)]
      }
      return [new < old ? .loweredTo(new, from: old) : .raised(from: old, to: new)]
    case (nil, let new?): return [.wentLive(new)]
    case (let old?, nil): return [.stopped(old)]
    case (nil, nil): return []
    }
  }

  private var canary: [Act] {
    switch (before.canary, after.canary) {
    case (nil, let new?): return [.canaryStarted(new)]
    case (let old?, nil):
      if after.live != old.version { return [.canaryEnded(old.version)] }
      // In one change with the promotion, that is what is reported.
      return before.isCanaryPromoted ? [.canaryFinished(old.version)] : []
    case (let old?, let new?):
      let isSame = old == new && before[old.version]?.digest == after[new.version]?.digest
      return isSame ? [] : [.canaryMoved(from: old, to: new)]
    case (nil, nil): return []
    }
  }

  private var pin: [Act] {
    if before.pin == after.pin { return [] }
    // The same version with another reason is the same pin.
    let left = before.pin?.version == after.pin?.version ? nil : before.pin
    return [left.map(Act.unpinned), after.pin.map(Act.pinned)].compactMap(\.self)
  }

  private var marks: [Act] {
    let (old, new) = (before.badMarks, after.badMarks)
    return new.filter { !old.contains($0) }.map(Act.markedBad)
      + old.filter { mark in !new.contains { $0.version == mark.version } }.map(Act.markedGood)
  }

  /// New, or with other code than before.
  private var waiting: [Act] {
    let waiting = after.added(since: before).filter { $0 != after.live && $0 != after.canary?.version }
    let new = waiting.filter { before[$0] == nil }
    return waiting.filter { before[$0] != nil }.map(Act.replaced) + (new.isEmpty ? [] : [.staged(new)])
  }

  private var image: [Act] {
    before.image == after.image ? [] : [.imageChanged(from: before.image, to: after.image)]
  }

  private var namespace: [Act] { move.map { [.namespaceChanged(from: $0.from, to: $0.to)] } ?? [] }

  private var settings: [Act] {
    var acts: [Act] = suspension + (before.overlay == after.overlay ? [] : [.configChanged]) + patches
    let told: [SettingField] = [.image, .namespace, .suspend, .triggers, .patches]
    let keys = SettingField.all.filter {
      $0 == .triggers
        ? triggers.before.schedules != triggers.after.schedules
        : !told.contains($0) && before.settings[$0] != after.settings[$0]
    }
    if !keys.isEmpty { acts.append(.settingsChanged(keys.map(\.key))) }
    return acts
  }

  private var patches: [Act] {
    let (old, new) = (before.settings.mapping(.patches), after.settings.mapping(.patches))
    let added = new.keys.filter { old[$0] == nil }
    let changed = new.keys.filter { name in old[name].map { $0 != new[name] } ?? false }
    let takenBack = old.keys.filter { new[$0] == nil }
    return added.isEmpty && changed.isEmpty && takenBack.isEmpty
      ? [] : [.patchesChanged(added: added, changed: changed, takenBack: takenBack)]
  }

  private var triggers: (before: TriggerSettings, after: TriggerSettings) {
    (TriggerSettings(before.settings), TriggerSettings(after.settings))
  }

  private var suspension: [Act] {
    let (old, new) = (triggers.before, triggers.after)
    var acts: [Act] = []
    if old.isSuspended != new.isSuspended { acts.append(new.isSuspended ? .suspended : .resumed) }
    let suspended = new.suspended.filter { !old.suspended.contains($0) }
    let resumed = old.suspended.filter { !new.suspended.contains($0) }
    if !suspended.isEmpty { acts.append(.triggersSuspended(suspended)) }
    if !resumed.isEmpty { acts.append(.triggersResumed(resumed)) }
    return acts
  }

  private var dropped: [Act] {
    let dropped = before.versions.map(\.version).filter { after[$0] == nil }
    return dropped.isEmpty ? [] : [.dropped(dropped)]
  }

  private var taken: [Act] {
    let known = Set(before.numbers)
    let taken = after.tombstones.map(\.version).filter { !known.contains($0) }
    return taken.isEmpty ? [] : [.taken(taken)]
  }
}

/// Another namespace for everything; nil leaves the choice to the consumer.
struct NamespaceMove {
  let from: String?
  let to: String?

  init?(from: String?, to: String?) {
    if from == to { return nil }
    (self.from, self.to) = (from, to)
  }
}

extension Release {
  /// Versions that were not there, or with other code; ascending.
  func added(since before: Release?) -> [VersionNumber] {
    versions.filter { before?[$0.version]?.digest != $0.digest }.map(\.version)
  }
}

extension ActFinder {
  /// What else is reported for a new workflow.
  static func first(_ release: Release) -> [Act] {
    let others = ActFinder(
      before: Release(workflow: release.workflow), after: release, hasOtherManifests: false
    ).acts
    return (release.renamedFrom.map { [.renamed(from: $0)] } ?? [])
      + others.filter { act in
        switch act {
        case .canaryStarted, .pinned, .staged, .markedBad, .suspended, .triggersSuspended: true
        default: false
        }
      }
  }
}
