import Comparison
import Diagnostics
import YAML

extension ClusterStatus {
  /// Of each object its state, its name, and what there is to say of it.
  private var lines: [[String]] {
    rows.map { row in ["  \(word(row))", row.object, Self.detail(row.state)] }
      + extra.map { ["  extra", $0, "not in the tree"] } + health.rows
  }

  /// What runs, and of the lines those of which somebody has to do something.
  func shortText(_ title: String) -> String {
    let running = health.running.isEmpty ? "nothing runs" : "runs \(health.running.joined(separator: ", "))"
    let troubles = lines.filter { !["  in sync", "  ready", "  succeeded", "  running"].contains($0[0]) }
    return "\(title): \(summary); \(running)\n" + TextTable.plain(troubles) + notes
  }

  /// In one line, how far it is.
  var progress: String {
    let differing = rows.filter { word($0) != "in sync" }.map(\.object) + extra
    let rollouts = health.rollouts.filter { !$0.isFinished }.map {
      "deployment/\($0.deployment) \($0.word): \($0.summary)"
    }
    let parts =
      (differing.isEmpty ? [] : ["differs from the tree: \(differing.joined(separator: ", "))"]) + rollouts
    return parts.isEmpty
      ? "has arrived\(health.word.map { ", \($0)" } ?? "")" : parts.joined(separator: "; ")
  }

  var text: String {
    let way =
      hasOldSelector
      ? "  The Deployment is from before tntc: its selector cannot be changed, so applying over it fails. Delete it\n"
        + "  first (`kubectl delete deployment NAME`), or let Argo CD replace it once (Replace=true,Force=true).\n"
      : ""
    return "cluster: \(summary)\n" + TextTable.plain(lines) + way + notes
  }

  /// In a few words.
  var summary: String {
    (!isInSync ? "differs" : isWhole ? "in sync" : "not known") + (health.word.map { ", \($0)" } ?? "")
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
            "object": .string(row.object), "state": .string(word(row)),
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

  private func word(_ row: (object: String, state: ClusterState)) -> String {
    isUnseen(row.object) ? "not known" : Self.word(row.state)
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
