import Releases
import Rendering
import Settings
package import Tree
import WorkflowModel
import YAML

/// Compares a workflow as two trees have it.
package struct WorkflowComparison {
  let before: RetainedWorkflow?
  let after: RetainedWorkflow?
  /// What leads elsewhere from the two folders, by paths.
  let pointers: (before: [String: FolderPointer], after: [String: FolderPointer])

  /// Nil where there is no such workflow.
  package init(from before: ComparedWorkflow?, to after: ComparedWorkflow?) {
    (self.before, self.after) = (before?.workflow, after?.workflow)
    pointers = (before?.pointers ?? [:], after?.pointers ?? [:])
  }

  package init(from before: RetainedWorkflow?, to after: RetainedWorkflow?) {
    self.init(from: before.map(ComparedWorkflow.init), to: after.map(ComparedWorkflow.init))
  }

  package init(_ plan: WorkflowPlan) { self.init(from: plan.before, to: plan.after) }

  /// What happens to the workflow; nothing when nothing that counts is different.
  ///
  /// - Throws: `InvalidInput` when a file that has to be compared cannot be read.
  package func acts() throws -> [Act] {
    try acts(try namespaceMove()) { try !objectChanges().changes.isEmpty }
  }

  /// Nil when nothing that counts is different.
  ///
  /// - Throws: `InvalidInput` when a version that has to be compared cannot be read.
  package func change() throws -> WorkflowChange? {
    guard let name = after?.release.workflow ?? before?.release.workflow else { return nil }
    let (objects, known, made) = try objectChanges()
    let move = try namespaceMove()
    let acts = try acts(move) { !objects.isEmpty }
    if acts.isEmpty { return nil }
    let sources = try SourcePair.all(from: before, to: after)
    let risks = try risks(objects, known, sources, move)
    return WorkflowChange(
      workflow: name, before: before?.release, after: after?.release, acts: acts,
      sources: sources.map(\.change), objects: objects, differences: objects,
      risks: risks, rendering: nil, graph: try graph(sources),
      obstacles: try obstacles(acts, objects, sources, risks),
      floatingImages: FloatingImages.found(in: made, beside: risks))
  }

  /// What makes it more than a routine.
  private func obstacles(
    _ acts: [Act], _ objects: [ObjectChange], _ sources: [SourcePair], _ risks: [Risk]
  ) throws -> [Routine.Obstacle] {
    guard let before, let after else { return [.acts] }
    return try RoutineCheck(
      before: before, after: after, acts: acts, objects: objects, sources: sources, risks: risks
    ).obstacles()
  }

  /// Fixes of what was live that what runs next may lack.
  package func fixRisks() throws -> [Risk] {
    guard let before, let after else { return [] }
    return try FixRisks.find(from: before, to: after)
  }

  private func acts(_ move: NamespaceMove?, hasOtherManifests: () throws -> Bool) throws -> [Act] {
    switch (before?.release, after?.release) {
    case (nil, let new?): return [.added(live: new.live)] + ActFinder.first(new)
    case (let old?, nil): return [.removed(live: old.live)]
    case (let old?, let new?):
      var finder = ActFinder(
        before: old, after: new, hasOtherManifests: false, move: move, touched: try touchedFiles())
      if finder.news.isEmpty { finder.hasOtherManifests = try hasOtherManifests() }
      return finder.acts
    case (nil, nil): return []
    }
  }

  private func objectChanges() throws -> (changes: [ObjectChange], known: [Value], made: [Value]) {
    let old = try before?.objectsByRole() ?? .none
    let new = try after?.objectsByRole() ?? .none
    var changes = ObjectPairing.changes(from: old.manifests, to: new.manifests)
    let code = (0..<max(old.code.count, new.code.count)).map { position in
      (old.code.element(at: position), new.code.element(at: position), ObjectChange.Role.code)
    }
    for (old, new, role) in code + [(old.config, new.config, .config)] where old != nil || new != nil {
      let change = ObjectPairing.change(from: old, to: new, role: role)
      if change.action != .changed || !change.fields.isEmpty { changes.append(change) }
    }
    if let change = try kustomizationChange() { changes.append(change) }
    return (changes, old.manifests.map(\.content), new.manifests.map(\.content))
  }

  /// Files of versions that are other bytes on both sides, while both locks say that they are the same.
  private func touchedFiles() throws -> [String] {
    guard let old = before?.release.writeOnceFiles, let new = after?.release.writeOnceFiles else { return [] }
    var touched: [String] = []
    for file in new where old.contains(where: { $0.path == file.path && $0.digest == file.digest }) {
      if try before?.bytes(of: file.path) != after?.bytes(of: file.path) { touched.append(file.path) }
    }
    // A lock says of no other file by itself that it is there.
    let isDue = [before, after].allSatisfy {
      $0?.release.derived.files.contains(ReleaseNames.kustomization) == true
    }
    if isDue {
      let (from, to) = (try before?.kustomizationFiles() ?? [], try after?.kustomizationFiles() ?? [])
      touched += RetainedWorkflow.kustomizationNames.filter { from.contains($0) != to.contains($0) }
    }
    return touched
  }

  /// Where what runs is put.
  func namespaceMove() throws -> NamespaceMove? {
    guard let before, let after else { return nil }
    // What waits has no place yet, except for the one that the settings name.
    let isLive = before.release.live != nil && after.release.live != nil
    func namespace(_ workflow: RetainedWorkflow) throws -> String? {
      isLive
        ? try workflow.effective().namespace : Effective(workflow.release, live: nil).namespace
    }
    return NamespaceMove(from: try namespace(before), to: try namespace(after))
  }

  private func risks(
    _ objects: [ObjectChange], _ known: [Value], _ sources: [SourcePair], _ move: NamespaceMove?
  ) throws -> [Risk] {
    var risks = objectRisks(objects, known)
    if let after {
      let edited = try editedFiles(of: after)
      if !edited.isEmpty { risks.append(.edited(files: edited)) }
      let references = try outsideReferences(of: after)
      if !references.isEmpty {
        let object = "\(Risk.kustomization.lowercased())/\(after.release.workflow)"
        risks.append(.notCompared(object: object, references))
      }
      risks += try ReleaseRisks.limits(after, added: after.release.added(since: before?.release))
      risks +=
        before.map { ReleaseRisks.find(from: $0.release, to: after.release) }
        ?? ReleaseRisks.first(after.release)
    }
    risks += try fixRisks()
    if let move { risks.append(.namespaceMoves(from: move.from, to: move.to)) }
    risks += try secretRisks() + triggerRisks()
    risks += try networkRisks(sources)
    risks += sources.flatMap { PackageRisks.find(in: $0.packages, from: $0.from, to: $0.to) }
    let deleted = objects.filter { $0.action == .removed && $0.role == .manifest }.map(\.id)
    if !deleted.isEmpty { risks.append(.deleted(objects: deleted)) }
    let restarts = ObjectRisks.restarts(objects)
    if !restarts.isEmpty { risks.append(.podsRestart(objects: restarts)) }
    var seen: Set<Risk> = []
    let once = risks.filter { seen.insert($0).inserted }
    return Risk.Level.allCases.flatMap { level in once.filter { $0.level == level } }
  }

  /// What the environment said of dependencies, and says now; an overlay that is none is reported as edited.
  private var fillings: (Mapping, Mapping) {
    ((try? before?.filling()) ?? Mapping(), (try? after?.filling()) ?? Mapping())
  }

  /// What nodes may reach by new versions, and, where they stay, by what the environment says of dependencies.
  private func networkRisks(_ sources: [SourcePair]) throws -> [Risk] {
    let (old, new) = fillings
    var pairs = sources.map { ($0.from, $0.to) }
    if old != new {
      let (was, now) = (before?.release, after?.release)
      for (from, to) in [(was?.live, now?.live), (was?.canary?.version, now?.canary?.version)]
      where from == to {
        pairs.append((try .read(from, in: before), try .read(to, in: after)))
      }
    }
    return pairs.flatMap { from, to -> [Risk] in
      guard let from = from?.workflow, let to = to?.workflow else { return [] }
      return NetworkRisks.find(from: from.reach(filling: old), to: to.reach(filling: new))
    }
  }

  /// One digest stands for all manifests; which of them were edited shows beside a side that is what its lock says.
  private func editedFiles(of after: RetainedWorkflow) throws -> [String] {
    let edited = try after.editedFiles()
    guard let old = before?.release, old.derived.files == after.release.derived.files,
      old.derived.digest == after.release.derived.digest, try before?.editedFiles().isEmpty == true
    else { return edited }
    let manifests = Set(old.derived.files.map(ByteKey.init))
    return try edited.filter { file in
      try !manifests.contains(ByteKey(file)) || before?.bytes(of: file) != after.bytes(of: file)
    }
  }

  private func objectRisks(_ objects: [ObjectChange], _ known: [Value]) -> [Risk] {
    let (old, new) = (before?.release, after?.release)
    let consequences = Consequences(from: old, to: new)
    let privileges = PrivilegeRisks(
      workflow: new?.workflow ?? "", known: known, images: (old?.image, new?.image))
    let programs = new.map { ProgramRisks(before: old ?? $0, after: $0) }
    let policies = PolicyRisks(from: old, to: new, known: known)
    let first = policies.first(objects) { [after, fillings] in
      (try? Version.read(new?.live, in: after))?.workflow?.reach(filling: fillings.1)
    }
    return [first, policies.opened(objects)].compactMap(\.self)
      + objects.flatMap { object in
        let news = object.fields.filter { !consequences.hold($0, of: object) }
        var risks = ObjectRisks.find(in: object, news: news)
        risks.removeAll { ReleaseRisks.isMadeUpFor($0, from: old, to: new) }
        risks += policies.find(in: object, hasNews: news.contains { $0.path.fields.first != "metadata" })
        guard object.role == .manifest else { return risks }
        risks += privileges.find(in: object)
        risks += (programs?.find(in: object) ?? []) + NameRisks.find(in: object)
        risks += ExposureRisks.find(in: object, news: news)
        return risks.isEmpty ? ObjectRisks.unknown(object, news) : risks
      }
  }

  /// The graphs of the versions that the first source change compares, else of what is live.
  private func graph(_ sources: [SourcePair]) throws -> GraphChange {
    if let first = sources.first {
      return GraphChange(
        from: first.from, to: first.to, source: first.change, fillings: fillings)
    }
    let old = try Version.read(before?.release.live, in: before)
    let new = try Version.read(after?.release.live, in: after)
    return GraphChange(from: old, to: new, source: nil, fillings: fillings)
  }
}

extension [BuiltObject] {
  fileprivate func element(at position: Int) -> BuiltObject? { position < count ? self[position] : nil }
}
