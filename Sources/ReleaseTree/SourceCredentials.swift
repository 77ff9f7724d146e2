import Credentials
import Diagnostics
import Rendering
import WorkflowModel

/// Where the source of a version holds what looks like a credential.
struct SourceCredentials {
  let findings: [Finding]
  private let workflowFile: CredentialCheck?

  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  init(_ source: WorkflowSource, workflow: String?, place: (String) -> String) {
    let secret = ReleaseNames.secrets(workflow ?? "<name>")
    var (findings, workflowFile) = ([Finding](), CredentialCheck?.none)
    for file in source.files {
      let check = CredentialCheck(
        file.bytes, path: place(file.path), secret: secret, comments: CommentStyle(path: file.path))
      if file.path == WorkflowSource.workflowFile { workflowFile = check }
      findings += check.findings
    }
    (self.findings, self.workflowFile) = (findings, workflowFile)
  }

  /// Beside findings in workflow.yaml, which then print no credential.
  func beside(_ known: [Finding]) -> [Finding] { (workflowFile?.redacting(known) ?? known) + findings }
}

extension WorkflowInput {
  /// What a version holds that was released before tntc looked for credentials.
  var credentialWarnings: [Finding] {
    SourceCredentials(source, workflow: workflow.name) { "\(path): \($0)" }.findings.map { $0.asWarning }
  }
}

extension Finding {
  /// The same, where it must not block the way back to a version.
  var asWarning: Finding {
    var finding = self
    finding.severity = .warning
    return finding
  }
}
