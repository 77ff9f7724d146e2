package import ReleaseTree
import Rendering
import WorkflowModel
import YAML

/// Compares a workflow as two trees have it.
package struct WorkflowComparison {
  private var before: RetainedWorkflow?
  private var after: RetainedWorkflow?

  /// Nil where there is no such workflow.
  package init(from before: RetainedWorkflow?, to after: RetainedWorkflow?) {
    (self.before, self.after) = (before, after)
  }

  /// Nil when nothing that counts is different.
  ///
  /// - Throws: `RenderFailure` when a version that has to be compared cannot be read.
  package mutating func change() throws -> WorkflowChange? {
    guard let name = after?.release.workflow ?? before?.release.workflow else { return nil }
    let (objects, known) = try objectChanges()
    let acts = acts(objects)
    if acts.isEmpty { return nil }
    let sources = try sourceChanges()
    return WorkflowChange(
      workflow: name, before: before?.release, after: after?.release, acts: acts,
      sources: sources.map(\.change), objects: objects, risks: try risks(objects, known, sources),
      graph: try graph(sources))
  }

  private func acts(_ objects: [ObjectChange]) -> [Act] {
    switch (before?.release, after?.release) {
    case (nil, let new?): return [.added(live: new.live)] + ActFinder.first(new)
    case (let old?, nil): return [.removed(live: old.live)]
    case (let old?, let new?):
      return ActFinder(before: old, after: new, hasOtherManifests: !objects.isEmpty).acts
    case (nil, nil): return []
    }
  }

  private mutating func objectChanges() throws -> ([ObjectChange], known: [Value]) {
    let old = try before?.objectsByRole() ?? .none
    let new = try after?.objectsByRole() ?? .none
    var changes = ObjectPairing.changes(from: old.manifests, to: new.manifests)
    for (old, new, role) in [
      (old.code, new.code, ObjectChange.Role.code), (old.config, new.config, .config),
    ] where old != nil || new != nil {
      let change = ObjectPairing.change(from: old, to: new, role: role)
      if change.action != .changed || !change.fields.isEmpty { changes.append(change) }
    }
    return (changes, known: old.manifests.map(\.content))
  }

  private struct Pair {
    let change: SourceChange
    let from: Version?
    let to: Version?
  }

  /// What was live before is compared with what is live; what runs beside it or waits, with the live version
  /// next below it.
  private mutating func sourceChanges() throws -> [Pair] {
    let (old, new) = (
      try version(before?.release.live, in: &before), try version(after?.release.live, in: &after)
    )
    var pairs: [Pair] = []
    add(.live, old, new, to: &pairs)
    guard let release = after?.release else { return pairs }
    func base(of number: VersionNumber) -> Version? {
      let lives = [old, new].compactMap(\.self)
      return lives.filter { $0.number < number }.max { $0.number < $1.number } ?? new ?? old
    }
    let added = release.added(since: before?.release)
    let canary = release.canary?.version
    if let canary, canary != before?.release.canary?.version || added.contains(canary) {
      add(.canary, base(of: canary), try version(canary, in: &after), to: &pairs)
    }
    // Of several that wait, each is compared with the one before it.
    var previous: Version?
    for number in added where number != release.live && number != canary {
      let waiting = try version(number, in: &after)
      add(.waiting, previous ?? base(of: number), waiting, to: &pairs)
      previous = waiting
    }
    return pairs
  }

  private func add(_ role: SourceChange.Role, _ from: Version?, _ to: Version?, to pairs: inout [Pair]) {
    let files = FileDelta.all(from: from, to: to)
    if files.isEmpty { return }
    pairs.append(
      Pair(
        change: SourceChange(role: role, from: from?.number, to: to?.number, files: files), from: from, to: to
      ))
  }

  private func version(
    _ number: VersionNumber?, in workflow: inout RetainedWorkflow?
  ) throws -> Version? {
    guard let number, let source = try workflow?.source(of: number) else { return nil }
    return Version(number, source)
  }

  private mutating func risks(
    _ objects: [ObjectChange], _ known: [Value], _ sources: [Pair]
  ) throws -> [Risk] {
    let privileges = PrivilegeRisks(
      workflow: after?.release.workflow ?? "", known: known)
    var risks = objects.flatMap { ObjectRisks.find(in: $0) + privileges.find(in: $0) }
    if var after {
      let edited = try after.editedFiles()
      if !edited.isEmpty { risks.append(.edited(files: edited)) }
      risks += try ReleaseRisks.limits(&after, added: after.release.added(since: before?.release))
      risks +=
        before.map { ReleaseRisks.find(from: $0.release, to: after.release) }
        ?? ReleaseRisks.floating(after.release)
    }
    for pair in sources {
      if let old = pair.from?.workflow, let new = pair.to?.workflow {
        risks += NetworkRisks.find(from: old, to: new)
      }
    }
    let deleted = objects.filter { $0.action == .removed && $0.role == .manifest }.map(\.id)
    if !deleted.isEmpty { risks.append(.deleted(objects: deleted)) }
    let restarts = ObjectRisks.restarts(objects)
    if !restarts.isEmpty { risks.append(.podsRestart(objects: restarts)) }
    var seen: Set<Risk> = []
    let once = risks.filter { seen.insert($0).inserted }
    return Risk.Level.allCases.flatMap { level in once.filter { $0.level == level } }
  }

  /// The graphs of the versions that the first source change compares, else of what is live.
  private mutating func graph(_ sources: [Pair]) throws -> GraphChange {
    if let first = sources.first {
      return GraphChange(from: first.from, to: first.to, files: first.change.files)
    }
    let old = try version(before?.release.live, in: &before)
    let new = try version(after?.release.live, in: &after)
    return GraphChange(from: old, to: new, files: [])
  }
}

extension ActFinder {
  /// What is to be said of a new workflow beside that.
  static func first(_ release: Release) -> [Act] {
    let others = ActFinder(
      before: Release(workflow: release.workflow), after: release, hasOtherManifests: false
    ).acts
    return others.filter { act in
      switch act {
      case .canaryStarted, .pinned, .staged: true
      default: false
      }
    }
  }
}

extension GraphChange {
  init(from old: Version?, to new: Version?, files: [FileDelta]) {
    let paths = Set(files.map { ByteKey($0.path) })
    var changed: Set<ByteKey> = []
    for node in new?.workflow?.nodes ?? [] {
      let entry = new?.workflow?.document["nodes"]?[node.name]
      let isOther = old?.workflow?.document["nodes"]?[node.name] != entry
      if isOther || paths.contains(ByteKey(node.path)) { changed.insert(ByteKey(node.name)) }
    }
    self.init(before: old?.workflow, after: new?.workflow, changed: changed)
  }
}
