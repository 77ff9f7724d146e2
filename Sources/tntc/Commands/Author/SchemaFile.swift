import ArgumentParser
import Comparison
import Settings
import WorkflowModel
import YAML

/// The files that have a schema.
enum SchemaFile: String, ExpressibleByArgument, CaseIterable {
  case workflow
  case config
  case accepted

  /// That of the schema itself.
  var name: String { "\(rawValue).schema.json" }

  var text: String { JSON.pretty(schema) + "\n" }
  var bytes: [UInt8] { Array(text.utf8) }

  private var schema: Value {
    switch self {
    case .workflow: WorkflowSchema.value
    case .config: ConfigurationSchema.value
    case .accepted: AcceptedRisksSchema.value
    }
  }
}
