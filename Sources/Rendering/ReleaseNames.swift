package import WorkflowModel

/// The names of the objects and files that a workflow's releases have.
package enum ReleaseNames {
  package static let kustomization = "kustomization.yaml"
  /// The Deployment of a canary; made from the template of the other one.
  package static let canaryDeployment = "deployment-canary.yaml"
  package static let attributes = ".gitattributes"
  package static let versionsFolder = "versions"

  /// Kubernetes names are at most 253 characters (RFC 1123 subdomain); the limits on name and version
  /// keep this one below.
  package static func codeConfigMap(_ workflow: String, _ version: VersionNumber) -> String {
    "\(workflow)-code-\(version.name)"
  }

  /// The file of a version, relative to the workflow's folder of the tree.
  package static func versionFile(_ version: VersionNumber) -> String {
    "\(versionsFolder)/\(version.text).yaml"
  }

  /// Whether a file, relative to the workflow's folder, is never changed once it is there.
  package static func isWriteOnce(_ file: String) -> Bool { file.hasPrefix("\(versionsFolder)/") }

  package static func overlayConfigMap(_ workflow: String, _ name: String) -> String {
    "\(workflow)-config-\(name)"
  }

  /// The file of a config overlay. Versions start with a digit, so the two never meet.
  package static func overlayFile(_ name: String) -> String {
    "\(versionsFolder)/config-\(name).yaml"
  }

  /// The Deployment of a canary, which is there as long as it runs.
  package static func canary(of workflow: String) -> String {
    "\(workflow)-\(TemplateContext.canaryTrack)"
  }

  /// The Secret that the pods mount if it is there.
  package static func secrets(_ workflow: String) -> String { "\(workflow)-secrets" }

  static func cronJob(_ workflow: String, _ trigger: String?) -> String {
    workflow + NameRules.cronSuffix + (trigger.map { "-\($0)" } ?? "")
  }
}
