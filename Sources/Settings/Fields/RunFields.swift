import WorkflowModel
import YAML

/// When a workflow runs.
extension SettingField {
  static let runFields = [suspend, triggers]

  package static let suspend = SettingField(
    "suspend", "`true`: nothing of the workflow runs: no engine pods, and no CronJob starts.",
    recorded: .boolean, schema: { ["description": .string($0), "type": ["boolean", "null"]] },
    read: { element, _, findings in SettingsReader.boolean(element, &findings) })

  package static let triggers = SettingField(
    "triggers",
    "`schedule`, `timeZone` and `suspend` of cron triggers by name; they override workflow.yaml.",
    recorded: TriggerSettingsReader.recorded, schema: TriggerSettingsReader.schema,
    read: { element, _, findings in TriggerSettingsReader.read(element, &findings) })
}
