import Settings
import Terminal

/// The settings of one workflow in several environments, side by side, each with its origin.
struct EnvironmentTable {
  private let tables: [SettingsTable]

  /// - Parameter tables: of the same workflow.
  init(_ tables: [SettingsTable]) { self.tables = tables }

  var text: StyledText {
    var origins: [String] = []
    func cell(_ row: SettingsTable.Row) -> String {
      let number = origins.firstIndex(of: row.origin) ?? origins.count
      if number == origins.count { origins.append(row.origin) }
      return "\(row.shown) [\(number + 1)]"
    }
    var rows = [[""] + tables.map { $0.environment ?? "" }, ["tree"] + tables.map(\.tree)]
    for name in names {
      rows.append([name] + tables.map { $0.rows.first { $0.name == name }.map(cell) ?? "-" })
    }
    return "\("workflow \(tables.first?.workflow ?? "")", .strong)\n"
      + TextTable.plain(rows.map { row in ["  \(row[0])"] + row.dropFirst() })
      + StyledText(origins.enumerated().map { "  [\($0 + 1)] \($1)\n" }.joined())
  }

  /// Those of all environments, in the order of the settings.
  private var names: [String] {
    var names: [String] = []
    for field in SettingField.keys {
      for row in tables.flatMap(\.rows) where row.path.first == field && !names.contains(row.name) {
        names.append(row.name)
      }
    }
    return names
  }
}
