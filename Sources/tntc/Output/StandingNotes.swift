import Comparison
import Diagnostics
import YAML

/// What follows from how the objects stand: what an apply does not do, and the calls that do it.
struct StandingNotes {
  let rows: [ObjectRow]
  let takeover: Takeover?
  /// Options of kubectl for the cluster.
  let context: String?
  /// The workflow's folder in the tree.
  let folder: String
  /// Whether the tree says the namespace.
  let hasNamespace: Bool

  var text: String { lines.map { "  \($0)\n" }.joined() }

  private var lines: [String] {
    var lines: [String] = []
    for row in rows {
      if row.standing.isImmutable {
        lines.append(
          "\(row.object) cannot be changed (`immutable`): delete it, and an apply makes it again.")
      }
      for clash in row.standing.clashes {
        lines.append(
          "\(row.object): the cluster refuses an apply, as two items would have the name \(clash.name); remove "
            + "\(clash.path) first, with `kubectl edit`.")
      }
      for path in row.standing.unclear {
        lines.append(
          "\(row.object): \(path) is a default of its kind, or was removed from the tree; the cluster does not show which."
        )
      }
    }
    return lines + conflict + replacement + ignorance
  }

  private var isForced: Bool { rows.contains { !$0.standing.opponents.isEmpty } }

  private var conflict: [String] {
    let contested = rows.filter { !$0.standing.opponents.isEmpty }
    guard !contested.isEmpty, takeover == nil else { return [] }
    let owners = contested.map { row in
      "\(row.object) (\(row.standing.opponents.map(ObjectRow.name).joined(separator: ", ")))"
    }
    return [
      "An apply ends with a conflict, as other field managers own the fields that differ: \(owners.joined(separator: ", ")). This takes them back:",
      "  \(apply)",
    ]
  }

  private var ignorance: [String] {
    guard rows.contains(where: { $0.state != .missing && $0.standing.basis == .nothing }) else { return [] }
    return [
      "Removed fields are not found: the answer has no managed fields (`kubectl get --show-managed-fields`)."
    ]
  }

  private var replacement: [String] {
    guard let takeover else { return [] }
    let name = "deployment/\(takeover.deployment)"
    let why = "The selector of \(name) differs from the tree and cannot be changed: an apply fails."
    return
      (takeover.keepsPods
      ? ["\(why) These commands replace it,", "and its Service leads to ready pods all the time:"]
      : [
        why,
        "Its selector needs labels of its pods, so the pods cannot be kept: the Service has no pods between these commands.",
      ]) + calls.map { "  \($0)" }
  }

  // MARK: Calls

  /// How a Deployment with another selector is replaced, as a shell takes it.
  var calls: [String] {
    guard let takeover else { return [] }
    let name = takeover.deployment
    guard takeover.keepsPods else {
      return [call("delete", "deployment", name), apply, call("rollout", "status", "deployment/\(name)")]
    }
    let label =
      ["label", "pods", "-l", takeover.pods] + takeover.labels + (takeover.overwrites ? ["--overwrite"] : [])
    let left = takeover.leftovers.map { takeover.replicaSets ?? ["-l", $0] }
    return [
      call("delete", "deployment", name, "--cascade=orphan"), takeover.labels.isEmpty ? nil : call(label),
      apply, call("rollout", "status", "deployment/\(name)"),
      left.map { call(["delete", "replicaset"] + $0) },
    ].compactMap(\.self)
  }

  private var apply: String {
    kubectl(
      ["apply", "--server-side"] + (isForced ? ["--force-conflicts"] : []) + [
        "-k", folder.hasPrefix("-") ? "./\(folder)" : folder,
      ],
      namespace: hasNamespace ? nil : takeover?.namespace)
  }

  private func call(_ words: String...) -> String { call(words) }

  private func call(_ words: [String]) -> String { kubectl(words, namespace: takeover?.namespace) }

  private func kubectl(_ words: [String], namespace: String?) -> String {
    let options =
      (namespace.map { ["-n", $0] } ?? []) + (context.map { ["--context", $0] } ?? [])
    return (["kubectl"] + words + options).map(ShellWord.quoted).joined(separator: " ")
  }
}
