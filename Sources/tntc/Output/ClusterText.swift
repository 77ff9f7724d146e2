import Comparison
import Diagnostics
import YAML

extension ClusterStatus {
  var text: String {
    var lines: [[String]] = rows.map { ["  \(Self.word($0.state))", $0.object] + [Self.detail($0.state)] }
    lines += extra.map { ["  extra", $0, "not in the tree"] }
    lines += pods.map { pod in
      let reasons = pod.reasons.isEmpty ? "" : ": \(pod.reasons.joined(separator: ", "))"
      let restarts = pod.restarts == 0 ? "" : ", \(Counted.text(pod.restarts, "restart"))"
      return [
        "  \(pod.isReady ? "ready" : "not ready")", "pod/\(pod.name)", "\(pod.version)\(restarts)\(reasons)",
      ]
    }
    let way =
      hasOldSelector
      ? "  The Deployment is from before tntc: its selector cannot be changed, so applying over it fails. Delete it\n"
        + "  first (`kubectl delete deployment NAME`), or let Argo CD replace it once (Replace=true,Force=true).\n"
      : ""
    return "cluster: \(isInSync ? "in sync" : "differs")\n" + TextTable.plain(lines) + way
  }

  var value: Value {
    [
      "inSync": .bool(isInSync), "hasOldSelector": .bool(hasOldSelector),
      "running": .sequence(running.map(Value.string)),
      "objects": .sequence(
        rows.map { row in
          [
            "object": .string(row.object), "state": .string(Self.word(row.state)),
            "fields": Self.fields(row.state),
          ]
        }),
      "extra": .sequence(extra.map(Value.string)),
      "pods": .sequence(
        pods.map { pod in
          [
            "name": .string(pod.name), "version": .string(pod.version), "ready": .bool(pod.isReady),
            "restarts": .integer(pod.restarts), "waiting": .sequence(pod.reasons.map(Value.string)),
          ]
        }),
    ]
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
