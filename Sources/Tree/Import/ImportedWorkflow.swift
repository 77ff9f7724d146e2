package import Diagnostics
import Rendering
package import WorkflowModel
import YAML

/// A workflow as the ConfigMap in a cluster has it: the mutable one of systems before tntc, or that of a version.
///
/// Both have a key for each file, its path with `__` for `/`. Nothing else of the object is looked at but its name and
/// namespace.
package struct ImportedWorkflow: Sendable {
  /// What is read at most, in bytes: many ConfigMaps of a version. JSON writes a byte as up to six.
  package static let maximumBytes = 64 << 20
  /// What the values of a ConfigMap hold at most (Kubernetes API, `ValidateConfigMap`).
  static let maximumContent = 1 << 20

  /// That of workflow.yaml, else of the ConfigMap; nil when neither tells one that can name a workflow.
  package let name: String?
  /// Files, byte for byte.
  package let source: WorkflowSource
  /// What the ConfigMap does not tell, and what of it is not part of a workflow: warnings and notices.
  package let findings: [Finding]

  /// - Parameters:
  ///   - bytes: what kubectl printed, or a version's file of a tree.
  ///   - path: where they are from, in findings.
  /// - Throws: `InvalidInput` with all errors, when they are no ConfigMap that holds a workflow.
  package init(_ bytes: [UInt8], path: String) throws(InvalidInput) {
    let document = try ConfigMapDocument(bytes, path: path)
    let entries = try ImportedEntries(document.objects, path: path)
    let origin = ImportOrigin(document, entries.source, path: path)
    if let lack = origin.lack { throw lack }
    (name, source) = (origin.workflowName, entries.source)
    findings = entries.warnings + origin.findings
  }
}
