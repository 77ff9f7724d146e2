package import Diagnostics
import YAML

/// What reading a workflow.yaml gave: the workflow, as far as one could be made of it, and all that
/// is wrong with it, in the order of the file.
package struct WorkflowReading: Sendable {
  package let workflow: Workflow?
  package let findings: [Finding]
  /// Those that could be read, also where no workflow could be made of them.
  let nodes: [WorkflowNode]

  package var isValid: Bool { workflow != nil && !findings.contains { $0.severity == .error } }
}

/// Reads and checks a workflow.yaml.
///
/// A workflow with errors is still given when its parts could be read: versions that were released
/// under older rules are read that way, so that a rule learned later does not block the way back.
package struct WorkflowReader {
  private var findings: Findings
  private let source: WorkflowSource
  private var nodes: [WorkflowNode] = []

  /// - Parameter path: the path of the file in findings.
  /// - Returns: the workflow, as far as one could be made of the file, and all that is wrong with it, in the order of
  ///   the file.
  package static func read(_ source: WorkflowSource, path: String) -> WorkflowReading {
    guard let file = source[WorkflowSource.workflowFile] else {
      return WorkflowReading(
        workflow: nil, findings: [Finding(path: path, message: "there is no such file", rule: .source)],
        nodes: [])
    }
    var reader = WorkflowReader(Findings(path: path), source)
    let workflow = reader.workflow(file)
    return WorkflowReading(
      workflow: workflow, findings: reader.findings.all.inOrder(of: file.bytes), nodes: reader.nodes)
  }

  private init(_ findings: Findings, _ source: WorkflowSource) {
    (self.findings, self.source) = (findings, source)
  }

  private mutating func workflow(_ file: SourceFile) -> Workflow? {
    findings.rule = .yaml
    let root = Reader.read(file.bytes).root { findings.error($0.position, $0.message) }
    guard let root else {
      if findings.all.isEmpty {
        findings.error(Position(line: 1, column: 1), "the file is empty; expected a workflow")
      }
      return nil
    }
    findings.rule = .fields
    var draft = WorkflowKeys.Draft(source: source)
    guard WorkflowKeys.table.read(root, owner: "the workflow", into: &draft, &findings) else { return nil }
    findings.rule = .contract
    draft.graph?.settleTexts(beside: draft.contract, &findings)
    nodes = draft.graph?.nodes ?? []
    return Workflow(draft, root)
  }
}
