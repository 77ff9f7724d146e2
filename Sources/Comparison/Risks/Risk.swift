package import Releases
package import WorkflowModel

/// What a reviewer has to know about a change before it is merged: facts, not words.
package enum Risk: Hashable, Sendable {
  /// The API server refuses the change; the object has to be deleted first.
  case immutableField(object: String, path: String)
  /// A write-once ConfigMap keeps its name and has other content.
  case rewritten(configMap: String)
  /// A version is in the tree no longer that a pod may mount.
  case versionLeaves(VersionNumber, Mount)
  /// A version runs that must not.
  case badVersion(BadMark, Mount)
  /// Another version takes the place of one that was pinned for a reason.
  case pinPassed(Pin)
  /// Files are not what the lock says.
  case edited(files: [String])
  case widerPrivilege(object: String, path: String, from: String?, to: String?)
  /// What runs is another program, or gets other code, without a version that says so.
  case program(object: String, path: String, from: String?, to: String?)
  /// kustomization.yaml makes something else of the manifests.
  case build(object: String, path: String)
  /// kustomization.yaml refers to what is not in the workflow's folder.
  case notCompared(object: String, [String])
  /// An object of a kind that is not looked into.
  case unknownKind(object: String)
  /// A container beside the engine that is new, gone, or runs differently; or a variable of any.
  case container(object: String, path: String, from: String?, to: String?)
  /// A name means another host in the pods.
  case nameResolution(object: String, path: String, from: String?, to: String?)
  /// A Secret is in the tree.
  case secret(object: String)
  /// Where a Secret comes from is not as before.
  case secretSource(object: String)
  /// An object that the whole cluster obeys is new, gone or not as before.
  case clusterRules(object: String)
  /// A Service is reached from outside the cluster, or leads there.
  case exposed(object: String, path: String, from: String?, to: String?)
  /// A route into the cluster is new or not as before.
  case routed(object: String, hosts: [String])
  /// How many pods may be gone at once.
  case disruption(object: String, path: String, from: String?, to: String?)
  /// A role, a binding or an account that is new or not as it was.
  case accessRules(object: String)
  /// A node reaches more than before; nil for every host.
  /// Of several nodes that reach the same, all of the workflow: nil.
  case widerNetwork(node: String?, targets: [NetworkTarget]?)
  case networkPolicy(object: String)
  /// Pods that nothing held get their first policies; what they may reach is nil where that is not known.
  case networkClosed(objects: [String], targets: [NetworkTarget]?)
  /// Nothing isolates pods any more, or not in one direction, as policies did.
  case networkOpened(objects: [String])
  /// A version starts to run that has other files than fixes of the live one, which were made beside the source.
  case fixLeft([VersionNumber], by: VersionNumber, files: [String])
  /// Code of others that no module of the workflow imported before, with what it imports itself.
  case newPackage(String, brings: [String])
  /// What a package that was there imports now, and nothing did before.
  case newDependencies(of: String, [String])
  /// The content of a package is another one under the same version.
  case packageChanged(String, PackageChange.Rewriting, files: [String])
  /// A package is under another licence, or names none any more.
  case licenseChanged(package: String, from: String?, to: String?)
  /// Why packages of a version are compared as files.
  case packagesUnknown(VersionNumber, reason: String)
  case selector(object: String, path: String)
  case namespaceMoves(from: String?, to: String?)
  /// Pods move to a namespace into which nothing brings their Secret.
  case secretStays(object: String, from: String?, to: String?)
  /// The folder of the workflow is in the tree of another team, whose controller takes over its objects.
  case treeMoves(from: String, to: String)
  /// What settings say of triggers is for none that the version has, and it has others.
  case triggerSettings(of: [String], unlike: [String])
  case deleted(objects: [String])
  case renamed(from: String, to: String)
  case scheduleChanged(object: String, path: String, from: String?, to: String?)
  /// A schedule that fires more often.
  case scheduleMoreOften(object: String, path: String, from: String, to: String)
  case scheduleAdded(object: String, schedule: String)
  case fewerReplicas(object: String, from: Int, to: Int)
  /// Two times as many pods, or more.
  case moreReplicas(object: String, from: Int, to: Int)
  /// A canary begins with so many pods that there are two times as many together.
  case canaryPods(object: String, from: Int, to: Int)
  /// The manifest says no more how many pods there are, so that the API server makes one of them, until somebody else
  /// says a number.
  case replicasLeft(object: String, from: Int)
  /// The image may become another one without a change here.
  case floatingImage(String)
  case nearLimit(configMap: String, Limit, bytes: Int)
  /// A version has more ConfigMaps than the one before it.
  case moreConfigMaps([String], before: Int)
  case podsRestart(objects: [String])

  /// The kind of kustomization.yaml.
  static let kustomization = "Kustomization"

  /// Why a version may be mounted, now or later.
  package enum Mount: String, Hashable, Sendable {
    case live
    case canary
    case pin
    /// A ReplicaSet that a `kubectl rollout undo` brings back.
    case history
  }

  package enum Limit: String, Hashable, Sendable {
    case content
    case annotations
  }

  package enum Level: String, Sendable, CaseIterable, Comparable {
    case high
    case medium
    case low

    package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .high: 0
      case .medium: 1
      case .low: 2
      }
    }
  }

  package var level: Level {
    switch self {
    case .packageChanged(_, let rewriting, _):
      [.unexplained, .checksum].contains(rewriting) ? kind.level : .medium
    default: kind.level
    }
  }

  package var kind: RiskKind {
    switch self {
    case .immutableField: .immutableField
    case .rewritten: .rewritten
    case .versionLeaves: .versionLeaves
    case .badVersion: .badVersion
    case .pinPassed: .pinPassed
    case .edited: .edited
    case .widerPrivilege: .widerPrivilege
    case .accessRules: .accessRules
    case .program: .program
    case .build: .build
    case .notCompared: .notCompared
    case .unknownKind: .unknownKind
    case .container: .container
    case .nameResolution: .nameResolution
    case .secret: .secret
    case .secretSource: .secretSource
    case .clusterRules: .clusterRules
    case .exposed: .exposed
    case .routed: .routed
    case .disruption: .disruption
    case .widerNetwork: .widerNetwork
    case .networkPolicy: .networkPolicy
    case .networkClosed: .networkClosed
    case .networkOpened: .networkOpened
    case .fixLeft: .fixLeft
    case .newPackage, .newDependencies: .newPackage
    case .packageChanged: .packageChanged
    case .licenseChanged: .licenseChanged
    case .packagesUnknown: .packagesUnknown
    case .selector: .selector
    case .namespaceMoves: .namespaceMoves
    case .secretStays: .secretStays
    case .treeMoves: .treeMoves
    case .triggerSettings: .triggerSettings
    case .deleted: .deleted
    case .renamed: .renamed
    case .scheduleChanged: .scheduleChanged
    case .scheduleMoreOften: .scheduleMoreOften
    case .scheduleAdded: .scheduleAdded
    case .fewerReplicas: .fewerReplicas
    case .moreReplicas: .moreReplicas
    case .canaryPods: .canaryPods
    case .replicasLeft: .replicasLeft
    case .floatingImage: .floatingImage
    case .nearLimit: .nearLimit
    case .moreConfigMaps: .moreConfigMaps
    case .podsRestart: .podsRestart
    }
  }
}
