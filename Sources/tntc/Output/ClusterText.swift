import Comparison
import Diagnostics
import YAML

extension ClusterStatus {
  var text: String {
    var lines: [[String]] = rows.map { ["  \(Self.word($0.state))", $0.object] + [Self.detail($0.state)] }
    lines += extra.map { ["  extra", $0, "not in the tree"] }
    lines += health.rows
    let way =
      hasOldSelector
      ? "  The Deployment is from before tntc: its selector cannot be changed, so applying over it fails. Delete it\n"
        + "  first (`kubectl delete deployment NAME`), or let Argo CD replace it once (Replace=true,Force=true).\n"
      : ""
    return "cluster: \(summary)\n" + TextTable.plain(lines) + way + notes
  }

  /// In a few words.
  var summary: String {
    (isInSync ? "in sync" : "differs") + (health.word.map { ", \($0)" } ?? "")
  }

  /// What the answer does not tell.
  private var notes: String {
    unknown.map { "  The cluster does not know the kind \($0), so nothing of it can be there.\n" }.joined()
      + forbidden.map { refusal in
        "  Not known: the cluster tells this user nothing of the kind \(refusal.kind)"
          + "\(refusal.namespace.map { " in the namespace \($0)" } ?? "").\n"
      }.joined()
  }

  var value: Value {
    var value: Mapping = [
      "inSync": .bool(isInSync), "hasOldSelector": .bool(hasOldSelector),
      "objects": .sequence(
        rows.map { row in
          [
            "object": .string(row.object), "state": .string(Self.word(row.state)),
            "fields": Self.fields(row.state),
          ]
        }),
      "extra": .sequence(extra.map(Value.string)),
      "unknownKinds": .sequence(unknown.map(Value.string)),
      "forbidden": .sequence(
        forbidden.map {
          ["kind": .string($0.kind), "namespace": $0.namespace.map(Value.string) ?? .null]
        }),
    ]
    for (key, member) in health.members { value[key] = member }
    return .mapping(value)
  }

  private static func word(_ state: ClusterState) -> String {
    switch state {
    case .inSync: "in sync"
    case .differs: "differs"
    case .missing: "missing"
    }
  }

  private static func detail(_ state: ClusterState) -> String {
    guard case .differs(let fields) = state else { return "" }
    return fields.map { "\($0.path): \(short($0.tree)) in the tree, \(short($0.cluster)) in the cluster" }
      .joined(separator: "; ")
  }

  private static func short(_ text: String) -> String {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
    return line.count > 60 || line.count < text.count ? "\(line.prefix(60))…" : line
  }

  private static func fields(_ state: ClusterState) -> Value {
    guard case .differs(let fields) = state else { return [] }
    return .sequence(
      fields.map { ["path": .string($0.path), "tree": .string($0.tree), "cluster": .string($0.cluster)] })
  }
}
