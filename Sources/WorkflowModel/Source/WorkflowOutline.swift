import Diagnostics
import YAML

/// Of a workflow.yaml that need not be right: what settings call the workflow and its cron triggers.
package struct WorkflowOutline: Sendable {
  package let name: String
  package let cronNames: [String]

  /// Nil when no name can be read of the file.
  package init?(_ bytes: [UInt8]) {
    guard let root = try? Reader.read(bytes).valid(),
      case .scalar(let name)? = root.member("name")?.value.content
    else { return nil }
    self.name = name.text
    guard case .sequence(let items)? = root.member("triggers")?.value.content else {
      cronNames = []
      return
    }
    var findings = Findings(path: "")
    cronNames = TriggerReader.read(items, in: nil, &findings).crons.names
  }
}
