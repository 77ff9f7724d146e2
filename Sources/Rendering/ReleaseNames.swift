import Bytes
import Settings
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

  /// The names of all ConfigMaps of a version: more than one when one could not take it. A dash and a number would be
  /// another version.
  package static func codeConfigMaps(_ workflow: String, _ version: VersionNumber, parts: Int) -> [String] {
    let first = codeConfigMap(workflow, version)
    return [first] + (1..<max(1, parts)).map { "\(first).\($0 + 1)" }
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

  /// Whether a ConfigMap of this name holds, or one day may hold, code of a version without a pre-release.
  static func isCodeOfRelease(_ name: String, of workflow: String) -> Bool {
    guard let rest = suffix(of: partOfVersion(name).first, after: "\(workflow)-code-") else { return false }
    let text = rest.split(separator: "-", omittingEmptySubsequences: false).joined(separator: ".")
    return rest.utf8.allSatisfy { $0 < 0x3A } && (try? VersionNumber(text)) != nil
  }

  /// Which of the ConfigMaps of a version has a name, counted from 1, and the name of the first.
  package static func partOfVersion(_ name: String) -> (first: String, number: Int) {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), name[..<dot].contains("-code-") else {
      return (name, 1)
    }
    let digits = name[dot...].dropFirst()
    // The first one has no number.
    guard let number = Int(digits), number > 1, digits.elementsEqual("\(number)") else { return (name, 1) }
    return (String(name[..<dot]), number)
  }

  /// Whether a ConfigMap of this name is, or one day may be, a config overlay.
  static func isOverlay(_ name: String, of workflow: String) -> Bool {
    guard let rest = suffix(of: name, after: "\(workflow)-config-") else { return false }
    return rest.utf8.count == ConfigOverlay.digits && rest.consists(of: .lowerHexDigit)
  }

  private static func suffix(of name: String, after prefix: String) -> Substring? {
    name.hasPrefix(prefix) ? name.dropFirst(prefix.count) : nil
  }

  /// The file of a config overlay. Versions start with a digit, so the two never meet.
  package static func overlayFile(_ name: String) -> String {
    "\(versionsFolder)/config-\(name).yaml"
  }

  /// The Service of the live version alone, beside a canary by replicas.
  package static func stable(of workflow: String) -> String { "\(workflow)-stable" }

  /// The Deployment of a canary and its Service, which are there as long as it runs.
  package static func canary(of workflow: String) -> String {
    "\(workflow)-\(TemplateContext.canaryTrack)"
  }

  /// The network policy of the pods that start runs.
  static func trigger(of workflow: String) -> String { "\(workflow)-trigger" }

  /// The name of a sidecar's image in manifests. No workflow, track or container has a slash in its name, so no two
  /// sidecars share one.
  static func sidecarImage(_ workflow: String, track: String, _ container: String) -> String {
    "tentacular-sidecar/\(workflow)/\(track)/\(container)"
  }

  /// The Secret that the pods mount if it is there.
  package static func secrets(_ workflow: String) -> String { "\(workflow)-secrets" }
}
