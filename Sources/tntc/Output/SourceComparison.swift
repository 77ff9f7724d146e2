import TextDiff
import WorkflowModel
import YAML

/// What is different between the sources of two versions.
struct SourceComparison {
  let from: WorkflowSource
  let to: WorkflowSource
  let names: (from: String, to: String)

  private var paths: [String] {
    Set((from.files + to.files).map(\.path)).sorted { $0.precedesByBytes($1) }
      .filter { from[$0]?.bytes != to[$0]?.bytes }
  }

  private static let none = "no difference\n"

  var text: String { paths.isEmpty ? Self.none : paths.map(diff).joined() }

  var value: Value { .sequence(paths.map(value)) }

  private func diff(_ path: String) -> String {
    UnifiedDiff.text(
      from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [],
      old: from[path] == nil ? "/dev/null" : "\(names.from)/\(path)",
      new: to[path] == nil ? "/dev/null" : "\(names.to)/\(path)")
  }

  private func changed(_ path: String) -> (added: Int, removed: Int)? {
    UnifiedDiff.counts(from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [])
  }

  var counts: String {
    if paths.isEmpty { return Self.none }
    let rows = paths.map { path in
      changed(path).map { [path, "+\($0.added)", "-\($0.removed)"] } ?? [path, "binary", ""]
    }
    return TextTable(["FILE", "ADDED", "REMOVED"], rows).text()
  }

  private func value(_ path: String) -> Value {
    let counts = changed(path)
    return [
      "path": .string(path), "inFrom": .bool(from[path] != nil), "inTo": .bool(to[path] != nil),
      "added": counts.map { .integer($0.added) } ?? .null,
      "removed": counts.map { .integer($0.removed) } ?? .null, "diff": .string(diff(path)),
    ]
  }
}
