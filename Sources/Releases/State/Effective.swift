package import Settings
package import WorkflowModel
import YAML

/// What runs of a workflow, and where. Every command asks here, so that no two give another answer.
package struct Effective: Equatable, Sendable {
  /// Nil while every version was only staged.
  package let live: VersionNumber?
  /// What runs beside it.
  package let canary: Canary?
  /// The engine image, as it is spelled.
  package let image: String
  /// Nil when the consumer decides.
  package let namespace: String?
  /// The name of the config overlay.
  package let overlay: String?
  /// Nil when an autoscaler owns the number; none of a suspended workflow.
  package let replicas: Int?
  /// When it runs, and whether it does at all.
  package let triggers: TriggerSettings
  /// How the network of the pods is closed, where there is a contract.
  package let networkPolicy: NetworkPolicySettings.Kind

  /// - Parameter workflow: what the live version says; nil when none is live.
  package init(_ release: Release, live workflow: Workflow?) {
    self.init(release, namespace: release.settings[.namespace]?.text ?? workflow?.namespace)
  }

  /// - Parameter namespace: that of what was built of the release.
  package init(_ release: Release, namespace: String?) {
    (live, canary, overlay) = (release.live, release.canary, release.overlay)
    image = release.image
    self.namespace = namespace
    networkPolicy = release.networkPolicy(NetworkPolicySettings(release.settings[.networkPolicy]))
    triggers = TriggerSettings(release.settings)
    replicas = Settings.replicas(release.settings)
  }
}

extension Release {
  /// The engine image, as it is spelled.
  package var image: String { settings[.image]?.text ?? ImageReference.fallback.text }

  /// `release: manual`: what is live was promoted by a person.
  package var isManual: Bool { settings[.release]?.text == ReleaseMode.manual.rawValue }
}
