package import Diagnostics
import JSONE
import Settings
package import WorkflowModel
import YAML

/// A template of one manifest file, compiled, with the source that errors point into.
package struct ManifestTemplate: Sendable {
  package let name: String
  let path: String
  let bytes: [UInt8]
  let root: Element
  let compiled: Template
}

/// The templates that a render uses: the built-in ones, with those of a folder over them.
package struct TemplateSet: Sendable {
  /// The template of the ConfigMap of a version; all others are manifests of the live version.
  private static let versionTemplate = "version.yaml"
  /// The template of the ConfigMap of a config overlay.
  private static let overlayTemplate = "overlay.yaml"
  /// Evaluated once for each track.
  static let trackTemplate = "deployment.yaml"
  /// Those that make the objects of a canary beside its Deployment.
  static let serviceTemplate = "service.yaml"
  static let routeTemplate = "httproute.yaml"
  static let networkPolicyTemplate = "networkpolicy.yaml"
  private static let reserved = [ReleaseNames.kustomization, ReleaseNames.canaryDeployment]

  let version: ManifestTemplate
  let overlay: ManifestTemplate
  /// Sorted by name.
  let manifests: [ManifestTemplate]
  /// Digest over the overriding files; nil for the built-in templates alone.
  package let digest: String?
  /// Which of the overriding files are made from a built-in template that is another one in this tntc.
  package let notices: [Finding]

  /// - Parameters:
  ///   - overrides: the `.yaml` files of a templates folder, by file name.
  ///   - folder: that folder, for messages.
  package init(overrides: [SourceFile] = [], folder: String = "") throws(InvalidInput) {
    var files: [(name: String, path: String, bytes: [UInt8])] = BuiltinTemplates.all.map {
      ($0.name, "templates/\($0.name) (built in)", $0.bytes)
    }
    var findings: [Finding] = []
    for file in overrides {
      let path = folder.isEmpty ? file.path : "\(folder)/\(file.path)"
      if let problem = Self.problem(withName: file.path) {
        findings.append(Finding(path: path, message: problem))
      }
      files.removeAll { $0.name == file.path }
      files.append((file.path, path, file.bytes))
    }
    var compiled: [ManifestTemplate] = []
    for file in files {
      do {
        compiled.append(try Self.compile(file.name, file.path, file.bytes))
      } catch {
        findings += error.findings
      }
    }
    guard findings.isEmpty, let version = compiled.first(where: { $0.name == Self.versionTemplate }),
      let overlay = compiled.first(where: { $0.name == Self.overlayTemplate })
    else { throw InvalidInput(findings) }
    self.version = version
    self.overlay = overlay
    manifests = compiled.filter { ![Self.versionTemplate, Self.overlayTemplate].contains($0.name) }
      .sorted { $0.name.precedesByBytes($1.name) }
    digest = overrides.isEmpty ? nil : WorkflowSource(files: overrides).digest
    notices = overrides.compactMap { TemplateFork($0.bytes)?.notice($0.path, in: folder) }
  }

  /// The built-in templates alone, compiled once.
  package static let builtin = Result { () throws(InvalidInput) in try TemplateSet() }

  private static func problem(withName name: String) -> String? {
    if reserved.contains(name) {
      return "`\(name)` is written by tntc itself and cannot be a template; use an overlay that lists "
        + "the workflow's folder as a resource"
    }
    if name.hasPrefix(".") || ConfigMapKey.problem(withPath: name) != nil {
      return "`\(name)` cannot be the name of a manifest; expected letters, digits, `-`, `_` and `.`"
    }
    return nil
  }

  static func compile(
    _ name: String, _ path: String, _ bytes: [UInt8]
  ) throws(InvalidInput) -> ManifestTemplate {
    var problems: [Problem] = []
    let root = Reader.read(bytes).root { problems.append($0) }
    guard let root, problems.isEmpty else {
      if problems.isEmpty {
        problems = [Problem(position: Position(line: 1, column: 1), message: "the template is empty")]
      }
      throw InvalidInput(
        problems.map { Finding(path: path, position: $0.position, message: $0.message) }.inOrder(of: bytes))
    }
    return ManifestTemplate(
      name: name, path: path, bytes: bytes, root: root, compiled: Template(compiling: root.value))
  }
}

/// The templates of this repository's `templates/`, as they were when the program was built.
package enum BuiltinTemplates {
  /// Sorted by name.
  package static let all: [(name: String, bytes: [UInt8])] = [
    ("cronjob.yaml", PackageResources.cronjob_yaml),
    ("deployment.yaml", PackageResources.deployment_yaml),
    ("externalsecret.yaml", PackageResources.externalsecret_yaml),
    ("hpa.yaml", PackageResources.hpa_yaml),
    ("httproute.yaml", PackageResources.httproute_yaml),
    ("networkpolicy.yaml", PackageResources.networkpolicy_yaml),
    ("overlay.yaml", PackageResources.overlay_yaml),
    ("pdb.yaml", PackageResources.pdb_yaml),
    ("service.yaml", PackageResources.service_yaml),
    ("version.yaml", PackageResources.version_yaml),
  ]

  package static func bytes(of name: String) -> [UInt8]? {
    all.first { $0.name.hasSameBytes(as: name) }?.bytes
  }
}
