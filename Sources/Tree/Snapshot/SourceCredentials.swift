import Credentials
import Diagnostics
import Releases
import Rendering
import WorkflowModel

/// Where the source of a version holds what looks like a credential.
struct SourceCredentials {
  let findings: [Finding]
  /// By the paths of their files.
  private let checks: [String: CredentialCheck]

  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  init(_ source: WorkflowSource, workflow: String?, place: (String) -> String) {
    let secret = ReleaseNames.secrets(workflow ?? "<name>")
    var (findings, checks) = ([Finding](), [String: CredentialCheck]())
    // Text that is published in a package is not a secret of its users.
    for file in source.filesBesidePackages {
      let path = place(file.path)
      let check = CredentialCheck(
        file.bytes, path: path, secret: secret, comments: CommentStyle(path: file.path))
      if !check.findings.isEmpty { checks[path] = check }
      findings += check.findings
    }
    (self.findings, self.checks) = (findings, checks)
  }

  /// Beside other findings in the same files, which then print no credential.
  func beside(_ known: [Finding]) -> [Finding] {
    if checks.isEmpty { return known + findings }
    return known.flatMap { checks[$0.path]?.redacting([$0]) ?? [$0] } + findings
  }
}

extension WorkflowInput {
  /// What is wrong with a version of the tree by rules that may be younger than it is.
  var retainedWarnings: [Finding] {
    let place = { (file: String) in "\(path): \(file)" }
    let reading = VersionReading(source, place: place)
    return SourceCredentials(source, workflow: workflow.name, place: place).beside(reading.findings).map(
      \.asWarning)
  }
}
