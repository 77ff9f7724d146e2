import Settings
import Terminal
import YAML

/// The settings of one workflow in one tree, each with its origin.
struct SettingsTable {
  let workflow: String
  let environment: String?
  let tree: String
  let rows: [Row]

  private var heading: [(key: String, value: String)] {
    [("workflow", workflow)] + (environment.map { [("environment", $0)] } ?? []) + [("tree", tree)]
  }

  struct Row {
    let path: [String]
    let value: Value
    let origin: String

    private static let shownOfPatch = 40

    var name: String { path.joined(separator: ".") }

    /// For a patch its target, and as much of the rest as fits a line.
    var shown: String {
      if path.first == SettingField.patches.key, let target = value["target"] {
        let change = JSON.compact(value["patch"] ?? .null)
        let rest = change.count > Self.shownOfPatch ? "\(change.prefix(Self.shownOfPatch))…" : change
        return ([target["kind"], target["name"], target["labelSelector"]].compactMap { $0?.text } + [rest])
          .joined(separator: " ")
      }
      return if case .string(let text) = value, !text.contains("\n") { text } else { JSON.compact(value) }
    }
  }

  init(workflow: String, environment: String?, tree: String, layers: [SettingsLayer]) {
    (self.workflow, self.environment, self.tree) = (workflow, environment, tree)
    rows = Self.rows(.mapping(layers.merged), path: [], layers)
  }

  /// One row for each value that is not a mapping; a setting inside a mapping has an origin of its own.
  private static func rows(_ value: Value, path: [String], _ layers: [SettingsLayer]) -> [Row] {
    let isPatch = path.count == 2 && path[0] == SettingField.patches.key
    if !isPatch, case .mapping(let mapping) = value {
      return mapping.flatMap { rows($0.value, path: path + [$0.key], layers) }
    }
    let origin = layers.last { layer in
      path.reduce(Value.mapping(layer.values) as Value?) { $0?[$1] } != nil
    }
    let file = isPatch ? origin?.file(ofPatch: path[1]).map { ", \($0)" } : nil
    return [Row(path: path, value: value, origin: (origin?.origin ?? "") + (file ?? ""))]
  }

  var text: StyledText {
    let names = rows.map(\.name)
    let values = rows.map(\.shown)
    let nameWidth = names.map(\.count).max() ?? 0
    let valueWidth = values.map(\.count).max() ?? 0
    let heading = heading.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    var text: StyledText = "\(heading, .strong)\n"
    if rows.isEmpty { text += "  no settings\n" }
    for (position, row) in rows.enumerated() {
      text +=
        "  \(Self.padded(names[position], nameWidth))  \(Self.padded(values[position], valueWidth))  \(row.origin)\n"
    }
    return text
  }

  var value: Value {
    var object = Mapping()
    for (key, value) in heading { object[key] = .string(value) }
    object["settings"] = .sequence(
      rows.map {
        ["setting": .string($0.name), "value": $0.value, "origin": .string($0.origin)]
      })
    return .mapping(object)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
