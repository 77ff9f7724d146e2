import Comparison
import Releases
import WorkflowModel

extension EnvironmentText {
  /// A risk as the difference between two environments.
  func text(_ risk: Risk) -> String {
    switch risk {
    case .rewritten(let configMap):
      "configmap/\(configMap) has other content in \(to) than in \(from) under the same name"
    case .badVersion(let mark, let mount):
      "\(to) runs \(mark.version.text)\(mount == .canary ? " as canary" : ""), which is bad (\(mark.reason))"
    case .edited(let files):
      "\(to) has files that differ from its lock: \(files.joined(separator: ", "))"
    case .widerPrivilege(let object, let path, let old, let new):
      "\(field(object, path, old, new)); the pod may do more in \(to)"
    case .program(let object, let path, let old, let new), .container(let object, let path, let old, let new),
      .nameResolution(let object, let path, let old, let new),
      .exposed(let object, let path, let old, let new),
      .disruption(let object, let path, let old, let new),
      .scheduleChanged(let object, let path, let old, let new):
      field(object, path, old, new)
    case .scheduleMoreOften(let object, let path, let old, let new):
      "\(field(object, path, old, new)); it fires more often in \(to)"
    case .scheduleAdded(let object, let schedule):
      "\(object): \(to) has the schedule \(schedule), and \(from) has not"
    case .build(let object, let path): "\(object): \(path) differs between \(from) and \(to)"
    case .selector(let object, let path):
      "\(object): \(path) selects other pods in \(to) than in \(from)"
    case .unknownKind(let object):
      "\(object): the object differs between \(from) and \(to), and tntc does not know the effects of its kind"
    case .secret(let object):
      "\(object): the tree of \(to) holds values of a Secret, that of \(from) does not"
    case .secretSource(let object):
      "\(object): \(to) has a source or a target of a Secret that \(from) has not"
    case .clusterRules(let object):
      "\(object): the object holds for the whole cluster, and differs between \(from) and \(to)"
    case .accessRules(let object):
      "\(object): \(to) gives the pods rights in the cluster that \(from) does not give"
    case .routed(let object, let hosts):
      "\(object): \(to) has a way in from outside that \(from) has not"
        + (hosts.isEmpty ? "" : ": \(hosts.joined(separator: ", "))")
    case .widerNetwork(let node, let targets):
      "\(RiskText.subject(node)) may reach in \(to), and not in \(from): "
        + (targets.map { $0.map(\.explanation).joined(separator: ", ") } ?? "every host")
    case .networkPolicy(let object):
      "\(object): the network policy differs between \(from) and \(to)"
    case .networkClosed(let objects, _):
      "\(objects.joined(separator: ", ")): \(to) has a policy that isolates the pods, and \(from) has not"
    case .networkOpened(let objects):
      "\(objects.joined(separator: ", ")): \(from) has a policy that isolates the pods, and \(to) has not"
    case .fixLeft(let fixes, let version, let files):
      "\(from) has \(fixes.map(\.text).joined(separator: " and ")), which changed "
        + "\(files.joined(separator: ", ")), and \(version.text) of \(to) has other content there; check that it has "
        + "the fix"
    case .newPackage(let package, let brings):
      "\(package): \(to) has this third-party code, and \(from) has not"
        + (brings.isEmpty ? "" : "; it brings along \(PackageText.list(brings))")
    case .newDependencies(let package, let brings):
      "\(package) brings along packages in \(to) that \(from) has not: \(PackageText.list(brings))"
    case .packageChanged(let package, _, let files):
      "\(package) differs between \(from) and \(to) under one version"
        + (files.isEmpty ? "" : ": \(PackageText.list(files))")
    case .licenseChanged(let package, let old, let new):
      "\(package): licence: \(pair(old ?? "not named", new ?? "not named"))"
    case .fewerReplicas(let object, let old, let new), .moreReplicas(let object, let old, let new):
      "\(object): replicas: \(pair("\(old)", "\(new)"))"
    case .floatingImage(let image):
      "\(to) has the image \(image), which has no digest, so the program can change without a change here"
    // Risks that concern one side alone, and risks of a merge, which do not occur here.
    case .notCompared, .packagesUnknown, .immutableField, .versionLeaves, .pinPassed, .namespaceMoves,
      .secretStays, .treeMoves, .triggerSettings, .deleted, .renamed, .canaryPods, .replicasLeft, .nearLimit,
      .moreConfigMaps, .podsRestart:
      RiskText.text(risk)
    }
  }

  private func field(_ object: String, _ path: String, _ old: String?, _ new: String?) -> String {
    switch (old, new) {
    case (let old?, let new?): "\(object): \(path): \(pair(old, new))"
    case (nil, let new?): "\(object): \(to) has \(path) \(new), and \(from) has not"
    case (let old?, nil): "\(object): \(from) has \(path) \(old), and \(to) has not"
    case (nil, nil): "\(object): \(path) is not set in \(to)"
    }
  }
}
