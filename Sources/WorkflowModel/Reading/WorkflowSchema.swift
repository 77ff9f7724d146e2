package import YAML

/// The JSON Schema of workflow.yaml, for editors, made of the rows that `WorkflowReader` reads by. It says what the
/// reader checks, as far as a schema can: not that files and nodes exist, that names are unique, or that edges form no
/// cycle.
package enum WorkflowSchema {
  package static var value: Value {
    let schema: Value = ["$schema": SchemaParts.draft, "title": "workflow.yaml"]
    return schema.patched(
      with: WorkflowKeys.table.schema(
        "A workflow: triggers, nodes in TypeScript, and the edges between them."))
  }

  /// That of `config:`, which an environment may lay over it.
  package static var config: Value { ConfigReader.row.schema(.optional) }
}
