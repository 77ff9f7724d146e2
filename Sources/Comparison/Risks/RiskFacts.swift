import Releases
import WorkflowModel

/// What a risk speaks of, for programs and for those who accept it.
package struct RiskFacts: Sendable {
  /// One object, as kubectl names it, or `node/NAME`.
  package var object: String?
  /// A field of the object, by its path.
  package var path: String?
  package var from: String?
  package var to: String?
  /// Everything that is meant, where that is a list.
  package var all: [String]?

  /// What an entry for one object has to name: that, or all of the list where there is no other.
  var objects: [String] { object.map { [$0] } ?? all ?? [] }

  fileprivate init(
    _ object: String? = nil, path: String? = nil, from: String? = nil, to: String? = nil, all: [String]? = nil
  ) {
    (self.object, self.path, self.from, self.to, self.all) = (object, path, from, to, all)
  }
}

extension Risk {
  package var facts: RiskFacts {
    switch self {
    case .immutableField(let object, let path), .selector(let object, let path), .build(let object, let path):
      RiskFacts(object, path: path)
    case .rewritten(let configMap), .nearLimit(let configMap, _, _): RiskFacts("configmap/\(configMap)")
    case .widerPrivilege(let object, let path, let from, let to),
      .scheduleChanged(let object, let path, let from, let to),
      .program(let object, let path, let from, let to),
      .container(let object, let path, let from, let to),
      .nameResolution(let object, let path, let from, let to),
      .exposed(let object, let path, let from, let to),
      .disruption(let object, let path, let from, let to):
      RiskFacts(object, path: path, from: from, to: to)
    case .accessRules(let object), .networkPolicy(let object), .secret(let object),
      .secretSource(let object), .clusterRules(let object), .unknownKind(let object):
      RiskFacts(object)
    case .routed(let object, let hosts): RiskFacts(object, all: hosts)
    case .notCompared(let object, let references): RiskFacts(object, all: references)
    case .namespaceMoves(let from, let to): RiskFacts(from: from, to: to)
    case .treeMoves(let from, let to): RiskFacts(from: from, to: to)
    case .secretStays(let object, let from, let to): RiskFacts(object, from: from, to: to)
    case .triggerSettings(let lost, let free): RiskFacts(from: lost.joined(separator: ", "), all: free)
    case .renamed(let from, let to): RiskFacts(to, from: from, to: to)
    case .scheduleMoreOften(let object, let path, let from, let to):
      RiskFacts(object, path: path, from: from, to: to)
    case .scheduleAdded(let object, let schedule): RiskFacts(object, to: schedule)
    case .fewerReplicas(let object, let from, let to), .moreReplicas(let object, let from, let to),
      .canaryPods(let object, let from, let to):
      RiskFacts(object, from: "\(from)", to: "\(to)")
    case .replicasLeft(let object, let from): RiskFacts(object, from: "\(from)")
    case .fixLeft(let fixes, let version, let files):
      RiskFacts(from: fixes.last?.text, to: version.text, all: files)
    case .newPackage(let package, let brings), .newDependencies(let package, let brings):
      RiskFacts(package, all: brings)
    case .packageChanged(let package, _, let files): RiskFacts(package, all: files)
    case .licenseChanged(let package, let from, let to): RiskFacts(package, from: from, to: to)
    case .packagesUnknown(let version, _): RiskFacts(WorkflowSource.vendorLock, to: version.text)
    case .moreConfigMaps(let names, let before):
      RiskFacts(from: "\(before)", to: "\(names.count)", all: names)
    case .floatingImage(let image): RiskFacts(to: image)
    case .versionLeaves(let version, _): RiskFacts(from: version.text)
    case .badVersion(let mark, _): RiskFacts(to: mark.version.text)
    case .pinPassed(let pin): RiskFacts(from: pin.version.text)
    case .widerNetwork(let node, let targets):
      RiskFacts("node/\(node ?? "*")", all: targets?.map(\.text) ?? [NetworkHost.anyHost])
    case .networkClosed(let objects, _), .networkOpened(let objects): RiskFacts(all: objects)
    case .edited(let names), .deleted(let names), .podsRestart(let names): RiskFacts(all: names)
    }
  }
}
