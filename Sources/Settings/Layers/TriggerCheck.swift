package import Diagnostics
package import WorkflowModel
import YAML

/// Whether the triggers are there that settings name, and their time zones.
package enum TriggerCheck {
  /// What the settings of a single workflow say of triggers that none of its versions has.
  ///
  /// - Parameters:
  ///   - versions: those whose triggers may be named.
  ///   - layers: settings of this workflow alone.
  package static func strays(
    _ workflow: Workflow, among versions: [Workflow], layers: [SettingsLayer]
  ) -> [Finding] {
    let known = Set(versions.flatMap(\.cronNames).map(ByteKey.init))
    return layers.flatMap { layer -> [Finding] in
      layer.findings(
        named(in: layer).filter { !known.contains(ByteKey($0)) }.map { name in
          ([SettingField.triggers.key, name], problem(with: name, of: workflow))
        })
    }
  }

  /// The triggers that a layer names for some other purpose than to take back what was said.
  package static func named(in layer: SettingsLayer) -> [String] {
    layer.values.mapping(.triggers).filter { $0.value != .null }.map(\.key)
  }

  /// Time zones that a layer names and this machine does not know.
  package static func unknownZones(in layer: SettingsLayer) -> [Finding] {
    layer.values.mapping(.triggers).compactMap { name, entry in
      let path = [SettingField.triggers.key, name, TriggerSettings.timeZone]
      return entry[TriggerSettings.timeZone]?.text.flatMap(ZoneInfo.problem).flatMap {
        layer.places?.finding(.notice, at: layer.places?.position(path), $0)
      }
    }
  }

  private static func problem(with name: String, of workflow: Workflow) -> String {
    if workflow.otherTriggerNames.contains(where: { $0.hasSameBytes(as: name) }) {
      return "trigger `\(name)` of `\(workflow.name)` has no schedule, so it has no settings"
    }
    let names = workflow.cronNames
    let hint =
      Suggestion.nearest(to: name, in: names).map { "did you mean `\($0)`?" }
      ?? (names.isEmpty ? "it has none" : "it has \(names.map { "`\($0)`" }.joined(separator: ", "))")
    return "`\(workflow.name)` has no cron trigger `\(name)`; \(hint)"
  }
}
