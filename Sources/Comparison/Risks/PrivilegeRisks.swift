import YAML

/// Finds what a pod may do that it could not before.
struct PrivilegeRisks {
  private let ownSecret: String
  /// What pods of the workflow may do already.
  private let known: Grants

  private let images: (before: String?, after: String?)

  /// - Parameters:
  ///   - known: the objects of the workflow before.
  ///   - images: the release's, without which no container is the engine.
  init(workflow: String, known: [Value], images: (before: String?, after: String?)) {
    let ownSecret = "\(workflow)-secrets"
    (self.ownSecret, self.images) = (ownSecret, images)
    self.known = Grants(
      known.flatMap(PodTemplate.all).flatMap {
        PodGrants($0, ownSecret: ownSecret, image: images.before).all
      })
  }

  func find(in change: ObjectChange) -> [Risk] {
    guard let after = change.after else { return [] }
    let old = change.before.map(PodTemplate.all) ?? []
    return PodTemplate.all(in: after).flatMap { pod in
      find(from: old.first { $0.path == pod.path }, to: pod, change.id)
    }
  }

  private func find(from old: PodTemplate?, to new: PodTemplate, _ object: String) -> [Risk] {
    // A canary may do what the Deployment beside it may.
    let had = old.map { Grants(PodGrants($0, ownSecret: ownSecret, image: images.before).all) } ?? known
    let containers = Set((old?.containers ?? []).map { ByteKey($0.name) })
    let unknown = new.containers.filter { !containers.contains(ByteKey($0.name)) }
    let bare = unknown.filter(\.hasNoContext)
    let told = PodGrants(new, ownSecret: ownSecret, image: images.after).all.filter { grant in
      if had.hold(grant.subject) { return false }
      let isOfUnknown = old == nil || unknown.contains { grant.subject.starts(with: ["container", $0.name]) }
      if grant.isUsual, isOfUnknown { return false }
      // One word for a container that sets nothing, a word for each field that an old one sets no more.
      let path = grant.path(from: old?.spec, to: new.spec)
      let context = bare.map { $0.path.key("securityContext") }.first { path.steps.starts(with: $0.steps) }
      if let context { return path == context }
      return !(grant.subject.count == 3 && grant.subject.last == "securityContext")
    }
    return told.map { risk($0.path(from: old?.spec, to: new.spec), old, new, object) }
      + sandbox(old, new, object)
  }

  /// Another way to run containers, or none in the place of one.
  private func sandbox(_ old: PodTemplate?, _ new: PodTemplate, _ object: String) -> [Risk] {
    let field = FieldPath().key("runtimeClassName")
    guard let before = old?.spec.value(at: field), before != new.spec.value(at: field) else { return [] }
    return [risk(field, old, new, object)]
  }

  private func risk(_ path: FieldPath, _ old: PodTemplate?, _ new: PodTemplate, _ object: String) -> Risk {
    .widerPrivilege(
      object: object, path: new.path.appending(path).text,
      from: old?.spec.value(at: path).map(ObjectRisks.text),
      to: new.spec.value(at: path).map(ObjectRisks.text))
  }
}
