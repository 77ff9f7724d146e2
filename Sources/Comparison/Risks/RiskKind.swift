/// The kinds of risks, by the names that programs and `.tentacular/accepted.yaml` have for them. A name never changes.
package enum RiskKind: String, CaseIterable, Sendable {
  case immutableField = "immutable-field"
  case rewritten
  case versionLeaves = "version-leaves"
  case badVersion = "bad-version"
  case pinPassed = "pin-passed"
  case edited
  case widerPrivilege = "wider-privilege"
  case accessRules = "access-rules"
  case program
  case build
  case notCompared = "not-compared"
  case unknownKind = "unknown-kind"
  case container
  case nameResolution = "name-resolution"
  case secret
  case secretSource = "secret-source"
  case clusterRules = "cluster-rules"
  case exposed
  case routed = "route"
  case disruption
  case widerNetwork = "wider-network"
  case networkPolicy = "network-policy"
  case networkClosed = "network-closed"
  case networkOpened = "network-opened"
  case fixLeft = "fix-left"
  case newPackage = "new-package"
  case packageChanged = "package-changed"
  case licenseChanged = "license-changed"
  case packagesUnknown = "packages-unknown"
  case selector
  case namespaceMoves = "namespace"
  case secretStays = "secret-stays"
  case treeMoves = "moved-tree"
  case triggerSettings = "trigger-settings"
  case deleted
  case renamed
  case scheduleChanged = "schedule"
  case scheduleMoreOften = "schedule-more-often"
  case scheduleAdded = "schedule-added"
  case fewerReplicas = "fewer-replicas"
  case moreReplicas = "more-replicas"
  case canaryPods = "canary-pods"
  case replicasLeft = "replicas-left"
  case floatingImage = "floating-image"
  case nearLimit = "near-limit"
  case moreConfigMaps = "more-configmaps"
  case podsRestart = "pods-restart"
}

extension RiskKind {
  /// The gravest that a risk of the kind can be.
  package var level: Risk.Level {
    switch self {
    case .immutableField, .rewritten, .versionLeaves, .badVersion, .pinPassed, .edited, .widerPrivilege,
      .accessRules, .program, .build, .nameResolution, .secret, .clusterRules, .exposed, .networkClosed,
      .networkOpened,
      .packageChanged, .treeMoves, .replicasLeft:
      .high
    case .notCompared, .unknownKind, .container, .secretSource, .routed, .disruption, .widerNetwork,
      .networkPolicy, .fixLeft, .newPackage, .licenseChanged, .packagesUnknown, .selector, .namespaceMoves,
      .secretStays, .triggerSettings, .deleted, .renamed, .fewerReplicas, .moreReplicas, .scheduleMoreOften,
      .floatingImage, .nearLimit:
      .medium
    case .scheduleChanged, .scheduleAdded, .podsRestart, .moreConfigMaps, .canaryPods: .low
    }
  }

  /// Whether it is of the way from one state to the other, and not of what the second one has.
  var isOfTransition: Bool {
    switch self {
    case .immutableField, .versionLeaves, .pinPassed, .namespaceMoves, .secretStays, .treeMoves, .deleted,
      .renamed, .replicasLeft, .podsRestart, .canaryPods, .moreConfigMaps, .nearLimit, .triggerSettings:
      true
    default: false
    }
  }
}
