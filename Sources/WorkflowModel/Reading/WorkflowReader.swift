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
  static let keys = [
    "name", "version", "description", "triggers", "nodes", "edges", "config", "contract", "metadata",
    "deployment",
  ]

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
    guard let scope = FieldScope(root, owner: "the workflow", known: Self.keys, &findings) else { return nil }
    let description = scope.text("description", &findings)?.text
    findings.rule = .name
    let name = name(scope)
    findings.rule = .version
    let version = version(scope)
    findings.rule = .triggers
    let triggers = TriggerReader.read(scope, workflow: name, &findings)
    findings.rule = .graph
    let graph = GraphReader.read(scope, source, &findings)
    nodes = graph?.nodes ?? []
    findings.rule = .config
    let config = ConfigReader.read(scope, &findings)
    findings.rule = .deployment
    let namespace = BlockReader.read(scope, &findings)
    findings.rule = .contract
    let dependencies = NetworkReader.read(contract: scope.field("contract"), &findings)
    guard let name, let version, let triggers, let graph else { return nil }
    var document = root.value
    // An unquoted 1.10 is that version, not the number 1.1.
    document = document.patched(with: ["version": .string(version.number.text)])
    return Workflow(
      name: name, version: version.number, versionPosition: version.position, description: description,
      triggers: triggers, nodes: graph.nodes,
      edges: graph.edges, config: config, namespace: namespace, dependencies: dependencies,
      document: document)
  }

  private mutating func name(_ scope: FieldScope) -> String? {
    guard scope.required("name", &findings) != nil,
      let (name, position) = scope.text("name", &findings)
    else { return nil }
    if let problem = NameRules.problem(withWorkflow: name) { findings.error(position, problem) }
    return name
  }

  private mutating func version(_ scope: FieldScope) -> (number: VersionNumber, position: Position)? {
    guard scope.required("version", &findings) != nil,
      let (text, position) = scope.text("version", &findings)
    else { return nil }
    if text.utf8.count > NameRules.maximumLabelLength {
      findings.error(
        position,
        "the version is \(text.utf8.count) characters; a label value takes \(NameRules.maximumLabelLength)")
    }
    do {
      return (try VersionNumber(text), position)
    } catch {
      findings.error(position, error.reason)
      return nil
    }
  }
}
