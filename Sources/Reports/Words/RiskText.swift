package import Comparison
import Releases
import WorkflowModel
import YAML

/// Risks in words, each with the way out where there is one: the only place of each.
package enum RiskText {
  package static func text(_ risk: Risk, of change: WorkflowChange) -> String {
    text(risk, change.relation)
  }

  static func text(_ risk: Risk, _ relation: Relation) -> String {
    switch relation {
    case .change: text(risk)
    case .environments(let from, let to): EnvironmentText(from: from, to: to).text(risk)
    }
  }

  /// That of a change that is made.
  package static func text(_ risk: Risk) -> String {
    switch risk {
    case .immutableField(let object, let path):
      "\(object): \(path) cannot be changed, so applying fails; the object has to be deleted first"
    case .rewritten(let configMap):
      "configmap/\(configMap) keeps its name and gets other content: where it was applied before, applying "
        + "fails, as it is immutable; raise `version:` instead"
    case .versionLeaves(let version, let mount):
      "\(version.text) leaves the tree, and \(reason(mount)); a controller that prunes deletes its ConfigMap"
    case .badVersion(let mark, let mount):
      "\(mark.version.text) is bad (\(mark.reason)), and \(mount == .canary ? "runs as canary" : "goes live")"
    case .pinPassed(let pin): "the pin at \(ReleaseText.name(pin)) no longer holds"
    case .edited(let files):
      "not what the lock says: \(files.joined(separator: ", ")); `tntc verify` tells what to do"
    case .widerPrivilege(let object, let path, nil, nil):
      "\(object): \(path) is not set, so the pod may do more than the restricted standard lets it"
    case .widerPrivilege(let object, let path, let from, let to):
      "\(object): \(path) is wider than before: \(from ?? "not set") → \(to ?? "not set")"
    case .program(let object, let path, let from, let to):
      "\(object): \(path) changes what runs without a new version: \(from ?? "not set") → \(to ?? "not set")"
    case .build(let object, let path):
      "\(object): \(path) changes what is built from the manifests"
    case .notCompared(let object, let references):
      "\(object): what it builds from outside the folder is not compared: \(references.joined(separator: ", "))"
    case .unknownKind(let object):
      "\(object): an object of a kind that is not looked into is new or not as before"
    case .container(let object, let path, let from, let to):
      "\(object): \(path) changes what runs in the pods: \(from ?? "not set") → \(to ?? "not set")"
    case .nameResolution(let object, let path, let from, let to):
      "\(object): \(path) changes which hosts names mean: \(from ?? "not set") → \(to ?? "not set")"
    case .secret(let object):
      "\(object): the values of a Secret stand in the tree, for everyone who reads the repository"
    case .secretSource(let object): "\(object): where a Secret comes from or goes to is new or not as before"
    case .clusterRules(let object):
      "\(object): what holds for the whole cluster is new, gone or not as before"
    case .exposed(let object, let path, let from, let to):
      "\(object): \(path) leads into the cluster or out of it: \(from ?? "not set") → \(to ?? "not set")"
    case .routed(let object, let hosts):
      "\(object): what can be reached from outside is new or not as before"
        + (hosts.isEmpty ? "" : ": \(hosts.joined(separator: ", "))")
    case .disruption(let object, let path, let from, let to):
      "\(object): \(path) \(from ?? "not set") → \(to ?? "not set") changes how many pods may be gone at once"
    case .accessRules(let object): "\(object): what the pods may do in the cluster is new or not as before"
    case .widerNetwork(let node, nil): "\(subject(node)) may now reach every host"
    case .widerNetwork(let node, let targets?):
      "\(subject(node)) may now reach \(targets.map(\.explanation).joined(separator: ", "))"
    case .networkPolicy(let object): "\(object): the network policy is not as before, or gone"
    case .networkClosed(let objects, nil):
      "\(objects.joined(separator: ", ")): begins to isolate pods: " + cut(nil)
    case .networkClosed(let objects, let targets):
      "\(objects.joined(separator: ", ")): the first network policy of these pods: " + cut(targets)
    case .networkOpened(let objects):
      "\(objects.joined(separator: ", ")): pods that the policy isolated are open, to all or in one direction"
    case .fixLeft(let fixes, let version, let files):
      "\(fixes.map(\.text).joined(separator: " and ")) changed \(files.joined(separator: ", ")) on line "
        + "\(fixes.first?.line ?? ""), and \(version.text) has other content there; check that it has the fix"
    case .newPackage(let package, let brings):
      "\(package) is new: code that others wrote"
        + (brings.isEmpty ? "" : "; it brings along \(PackageText.list(brings))")
    case .newDependencies(let package, let brings):
      "\(package) brings along what was not there before: \(PackageText.list(brings))"
    case .packageChanged(let package, let rewriting, let files):
      PackageText.changed(package, rewriting, files)
    case .licenseChanged(let package, let from, nil):
      "\(package): its licence was \(from ?? "not named"), and it names none any more"
    case .licenseChanged(let package, let from, let to?):
      "\(package): its licence was \(from ?? "not named"), and is \(to)"
    case .packagesUnknown(let version, let reason):
      "vendor.lock of \(version.text) cannot be read, so packages are compared as files: \(reason)"
    case .selector(let object, let path): "\(object): \(path) changes which pods are meant"
    case .namespaceMoves(let from, let to):
      "everything moves from namespace \(from ?? "(none)") to \(to ?? "(none)"): it is made anew there, and what is "
        + "in the old one stays or is pruned"
    case .secretStays(let object, let from, let to):
      "\(object) stays in namespace \(from ?? "(none)"): it is in no file of the tree, and pods in \(to ?? "(none)") go "
        + "without; make it there before this is merged, and delete the old one when no pod of it is left"
    case .treeMoves(let from, let to):
      "it moves from \(from) to \(to): what delivers \(from) may delete its objects after what delivers \(to) took them "
        + "over. The safe order, for Argo CD: first `preserveResourcesOnDeletion: true` in `spec.syncPolicy` of the "
        + "ApplicationSet of \(from), until its Application has no finalizer; then merge; take it out again once the new "
        + "Application is synced. For Flux: first `prune: false` in the Kustomization of \(from), and reconcile it; then "
        + "merge, with a Kustomization for \(to); delete the old one once the new one is ready"
    case .triggerSettings(let lost, let free):
      "the settings of trigger \(lost.joined(separator: ", ")) are for none of this version, and "
        + "\(free.joined(separator: ", ")) fires as the version says; name it in `triggers` too"
    case .deleted(let objects):
      "deleted by a controller that prunes, else with kubectl delete: \(objects.joined(separator: ", "))"
    case .renamed(let from, let to): "\(from) becomes \(to): the old one is deleted, a new one is made"
    case .scheduleChanged(let object, let path, let from, let to):
      "\(object): \(path) \(from ?? "not set") → \(to ?? "not set")"
    case .scheduleMoreOften(let object, let path, let from, let to):
      "\(object): \(path) \(from) → \(to) fires more often"
    case .scheduleAdded(let object, let schedule): "\(object) runs on schedule: \(schedule)"
    case .fewerReplicas(let object, let from, let to): "\(object): \(from) → \(to) replicas"
    case .moreReplicas(let object, let from, let to):
      "\(object): \(from) → \(to) replicas, at least two times as many"
    case .canaryPods(let object, let from, let to):
      "\(object): with those of the live version there are \(to) pods, and there were \(from)"
    case .replicasLeft(let object, let from):
      "\(object) names no number of replicas any more, and it was \(from): an apply takes it to 1 until an autoscaler "
        + "raises it; to keep them, let another manager own the number first (`kubectl apply --server-side "
        + "--field-manager=handover`, with `spec.replicas: \(from)` alone)"
    case .floatingImage(let image):
      "the image \(image) has no digest, so what runs can change without a change here"
    case .nearLimit(let configMap, .content, let bytes):
      "configmap/\(configMap) holds \(bytes) of at most \(Risk.Limit.content.bytes) bytes"
    case .nearLimit(let configMap, .annotations, let bytes):
      "configmap/\(configMap): a client-side apply makes annotations of \(bytes) bytes, and the limit is "
        + "\(Risk.Limit.annotations.bytes); apply with --server-side"
    case .moreConfigMaps(let names, let before):
      "the version takes \(names.count) ConfigMaps, and the one before it took \(before): \(names.joined(separator: ", "))"
    case .podsRestart(let objects): "pods restart: \(objects.joined(separator: ", "))"
    }
  }

  private static func cut(_ targets: [NetworkTarget]?) -> String {
    guard let targets else { return "it cuts what it does not let through" }
    let hosts = targets.isEmpty ? "" : " but \(targets.map(\.explanation).joined(separator: ", "))"
    return "it cuts what was not declared: everything\(hosts)"
  }

  static func subject(_ node: String?) -> String { node.map { "node \($0)" } ?? "every node" }

  private static func reason(_ mount: Risk.Mount) -> String {
    switch mount {
    case .live: "it was live, so pods mount it until they are replaced"
    case .canary: "it ran as canary, so pods mount it until they are gone"
    case .pin: "the pin says that it is to run"
    case .history: "a `kubectl rollout undo` could still bring it back"
    }
  }

  /// The facts alone, for programs.
  static func value(_ risk: Risk, of change: WorkflowChange) -> Value { value(risk, change.relation) }

  /// Those of a change that is made.
  static func value(_ risk: Risk) -> Value { value(risk, .change) }

  private static func value(_ risk: Risk, _ relation: Relation) -> Value {
    let facts = risk.facts
    func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
    return [
      "kind": .string(risk.kind.rawValue), "level": .string(risk.level.rawValue),
      "text": .string(Self.text(risk, relation)),
      "object": text(facts.object), "path": text(facts.path), "from": text(facts.from), "to": text(facts.to),
      "all": facts.all.map { .sequence($0.map(Value.string)) } ?? .null,
    ]
  }
}
