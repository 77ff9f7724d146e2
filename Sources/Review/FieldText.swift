import TreeComparison
import WorkflowModel
import YAML

/// A field of a manifest in words.
enum FieldText {
  /// Longer values are cut.
  private static let longest = 160

  static func line(_ field: FieldChange) -> String {
    "\(field.path.text): \(value(field.from)) → \(value(field.to))"
  }

  static func value(_ value: Value?) -> String {
    guard let value else { return "not set" }
    let text = value.text.map { $0.isEmpty ? "\"\"" : $0 } ?? JSON.compact(value)
    let scalars = text.unicodeScalars
    if scalars.count <= longest { return text }
    return String(String.UnicodeScalarView(scalars.prefix(longest - 1))) + "…"
  }
}

extension ObjectChange.Action {
  var mark: String {
    switch self {
    case .added: "+"
    case .removed: "-"
    case .changed: "~"
    }
  }
}

extension SourceChange {
  /// `source 1.0 → 1.1`, `source of the canary 1.0 → 1.1`.
  var title: String {
    let place =
      switch role {
      case .live: ""
      case .canary: " of the canary"
      case .waiting: " that waits"
      }
    return "source\(place) \([from, to].map { $0?.text ?? "nothing" }.joined(separator: " → "))"
  }
}

extension FileDelta {
  var action: ObjectChange.Action { old == nil ? .added : new == nil ? .removed : .changed }

  /// `nodes/a.ts (a), +3 -1`
  var summary: String {
    let names = nodes.isEmpty ? "" : " (\(nodes.joined(separator: ", ")))"
    return "\(path)\(names), \(counts.map { "+\($0.added) -\($0.removed)" } ?? "binary")"
  }
}
