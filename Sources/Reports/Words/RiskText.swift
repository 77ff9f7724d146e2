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

  /// The text for a change that is merged.
  package static func text(_ risk: Risk) -> String {
    switch risk {
    case .immutableField(let object, let path):
      "\(object): \(path) cannot be changed in the cluster, so applying fails; delete the object first"
    case .rewritten(let configMap):
      "configmap/\(configMap) keeps its name and gets other content: it is immutable, so applying fails "
        + "where it was applied before; raise `version:` instead"
    case .versionLeaves(let version, let mount):
      "\(version.text) leaves the tree, and \(reason(mount)); a controller that prunes deletes its ConfigMap"
    case .badVersion(let mark, let mount):
      "\(mark.version.text) is bad (\(mark.reason)), and \(mount == .canary ? "runs as canary" : "goes live")"
    case .pinPassed(let pin): "the pin at \(ReleaseText.name(pin)) no longer holds"
    case .edited(let files):
      "these files differ from the lock: \(files.joined(separator: ", ")); `tntc verify` says what to do"
    case .widerPrivilege(let object, let path, nil, nil):
      "\(object): \(path) is not set, so the pod may do more than the restricted Pod Security Standard allows"
    case .widerPrivilege(let object, let path, let from, let to):
      "\(object): \(path) is wider than before: \(from ?? "not set") → \(to ?? "not set")"
    case .program(let object, let path, let from, let to):
      "\(object): \(path) changes what runs without a new version: \(from ?? "not set") → \(to ?? "not set")"
    case .build(let object, let path):
      "\(object): \(path) changes what is built from the manifests"
    case .notCompared(let object, let references):
      "\(object): it builds from outside its folder, which is not compared: \(references.joined(separator: ", "))"
    case .unknownKind(let object):
      "\(object): the object is new or changed, and tntc does not know the effects of its kind"
    case .container(let object, let path, let from, let to):
      "\(object): \(path) changes what runs in the pods: \(from ?? "not set") → \(to ?? "not set")"
    case .nameResolution(let object, let path, let from, let to):
      "\(object): \(path) changes which hosts the names stand for: \(from ?? "not set") → \(to ?? "not set")"
    case .secret(let object):
      "\(object): the tree holds the values of a Secret, which everyone who reads the repository can see"
    case .secretSource(let object): "\(object): the source or the target of a Secret is new or changed"
    case .clusterRules(let object):
      "\(object): the object holds for the whole cluster, and is new, changed or gone"
    case .exposed(let object, let path, let from, let to):
      "\(object): \(path) opens a way into the cluster or out of it: \(from ?? "not set") → \(to ?? "not set")"
    case .routed(let object, let hosts):
      "\(object): the way in from outside is new or changed"
        + (hosts.isEmpty ? "" : ": \(hosts.joined(separator: ", "))")
    case .disruption(let object, let path, let from, let to):
      "\(object): \(path) \(from ?? "not set") → \(to ?? "not set") changes how many pods may be missing at once"
    case .accessRules(let object): "\(object): the rights of the pods in the cluster are new or changed"
    case .widerNetwork(let node, nil): "\(subject(node)) may now reach every host"
    case .widerNetwork(let node, let targets?):
      "\(subject(node)) may now reach \(targets.map(\.explanation).joined(separator: ", "))"
    case .networkPolicy(let object): "\(object): the network policy is changed or gone"
    case .networkClosed(let objects, nil):
      "\(objects.joined(separator: ", ")): isolates pods from now on: " + cut(nil)
    case .networkClosed(let objects, let targets):
      "\(objects.joined(separator: ", ")): the first network policy of these pods: " + cut(targets)
    case .networkOpened(let objects):
      "\(objects.joined(separator: ", ")): pods that the policy isolated are open now, fully or in one direction"
    case .fixLeft(let fixes, let version, let files):
      "\(fixes.map(\.text).joined(separator: " and ")) changed \(files.joined(separator: ", ")) on line "
        + "\(fixes.first?.line ?? ""), and \(version.text) has other content there; check that it has the fix"
    case .newPackage(let package, let brings):
      "\(package) is new: third-party code"
        + (brings.isEmpty ? "" : "; it brings along \(PackageText.list(brings))")
    case .newDependencies(let package, let brings):
      "\(package) brings along packages that were not there before: \(PackageText.list(brings))"
    case .packageChanged(let package, let rewriting, let files):
      PackageText.changed(package, rewriting, files)
    case .licenseChanged(let package, let from, nil):
      "\(package): its licence was \(from ?? "not named"), and now it names none"
    case .licenseChanged(let package, let from, let to?):
      "\(package): its licence was \(from ?? "not named"), and now is \(to)"
    case .packagesUnknown(let version, let reason):
      "vendor.lock of \(version.text) cannot be read, so packages are compared as files: \(reason)"
    case .selector(let object, let path): "\(object): \(path) changes which pods are selected"
    case .namespaceMoves(let from, let to):
      "everything moves from namespace \(from ?? "(none)") to \(to ?? "(none)"): the objects are created there, and "
        + "those in the old one stay or are pruned"
    case .secretStays(let object, let from, let to):
      "\(object) stays in namespace \(from ?? "(none)"): no file of the tree has it, so pods in \(to ?? "(none)") "
        + "run without it; make it there before you merge, and delete the old one once no pod uses it"
    case .treeMoves(let from, let to):
      "it moves from \(from) to \(to): the Application of \(from) may delete its objects after that of \(to) took them "
        + "over. The safe order, for Argo CD: first `preserveResourcesOnDeletion: true` in `spec.syncPolicy` of the "
        + "ApplicationSet of \(from), until its Application has no finalizer; then merge; take it out again once the new "
        + "Application is synced. For Flux: first `prune: false` in the Kustomization of \(from), and reconcile it; then "
        + "merge, with a Kustomization for \(to); delete the old one once the new one is ready"
    case .triggerSettings(let lost, let free):
      "the settings of trigger \(lost.joined(separator: ", ")) match no trigger of this version, and "
        + "\(free.joined(separator: ", ")) fires as the version says; name it in `triggers` of the settings too"
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
      "\(object): pods, with those of the live version: \(from) → \(to)"
    case .replicasLeft(let object, let from):
      "\(object) no longer sets `spec.replicas`, which was \(from): an apply sets it to 1 until an autoscaler "
        + "raises it; to keep the pods, let another field manager own it first (`kubectl apply --server-side "
        + "--field-manager=handover`, with `spec.replicas: \(from)` alone)"
    case .floatingImage(let image):
      "the image \(image) has no digest, so the program can change without a change here"
    case .nearLimit(let configMap, .content, let bytes):
      "configmap/\(configMap) holds \(bytes) bytes of at most \(Risk.Limit.content.bytes)"
    case .nearLimit(let configMap, .annotations, let bytes):
      "configmap/\(configMap): a client-side apply makes \(bytes) bytes of annotations; the limit is "
        + "\(Risk.Limit.annotations.bytes); apply with --server-side"
    case .moreConfigMaps(let names, let before):
      "the version takes \(names.count) ConfigMaps, and the one before it took \(before): \(names.joined(separator: ", "))"
    case .podsRestart(let objects): "pods restart: \(objects.joined(separator: ", "))"
    }
  }

  private static func cut(_ targets: [NetworkTarget]?) -> String {
    guard let targets else { return "all traffic that it does not allow stops" }
    let hosts = targets.isEmpty ? "" : " but \(targets.map(\.explanation).joined(separator: ", "))"
    return "all traffic that the contract does not declare stops: everything\(hosts)"
  }

  static func subject(_ node: String?) -> String { node.map { "node \($0)" } ?? "every node" }

  private static func reason(_ mount: Risk.Mount) -> String {
    switch mount {
    case .live: "it was live, so pods mount it until they are replaced"
    case .canary: "it ran as canary, so pods mount it until they are gone"
    case .pin: "the workflow is pinned at it"
    case .history: "a `kubectl rollout undo` could still bring it back"
    }
  }

  /// The facts alone, for programs.
  static func value(_ risk: Risk, of change: WorkflowChange) -> Value { value(risk, change.relation) }

  /// The facts for a change that is merged.
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
