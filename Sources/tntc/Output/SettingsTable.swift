import Settings
import YAML

/// The settings of one workflow in one tree, each with its origin.
struct SettingsTable {
  private let heading: [(key: String, value: String)]
  private let rows: [Row]

  private struct Row {
    let path: [String]
    let value: Value
    let origin: String
  }

  init(workflow: String, environment: String?, tree: String, layers: [SettingsLayer]) {
    heading = [("workflow", workflow)] + (environment.map { [("environment", $0)] } ?? []) + [("tree", tree)]
    rows = Self.rows(.mapping(layers.merged), path: [], layers)
  }

  /// One row for each value that is no mapping; a setting inside a mapping has an origin of its own.
  private static func rows(_ value: Value, path: [String], _ layers: [SettingsLayer]) -> [Row] {
    if case .mapping(let mapping) = value {
      return mapping.flatMap { rows($0.value, path: path + [$0.key], layers) }
    }
    let origin = layers.last { layer in
      path.reduce(Value.mapping(layer.values) as Value?) { $0?[$1] } != nil
    }
    return [Row(path: path, value: value, origin: origin?.origin ?? "")]
  }

  var text: String {
    let names = rows.map { $0.path.joined(separator: ".") }
    let values = rows.map { Self.shown($0.value) }
    let nameWidth = names.map(\.count).max() ?? 0
    let valueWidth = values.map(\.count).max() ?? 0
    var text = heading.map { "\($0.key) \($0.value)" }.joined(separator: ", ") + "\n"
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
        ["setting": .string($0.path.joined(separator: ".")), "value": $0.value, "origin": .string($0.origin)]
      })
    return .mapping(object)
  }

  private static func shown(_ value: Value) -> String {
    if case .string(let text) = value, !text.contains("\n") { text } else { JSON.compact(value) }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
