import Diagnostics
import Releases
import Rendering
import Settings
import Tree
import WorkflowModel
import YAML

/// What a release state says, in words.
enum ReleaseText {
  /// What a command changed in it.
  static func change(_ plan: WorkflowPlan) -> String {
    let (before, after) = (plan.previous, plan.release)
    var parts: [String] = []
    if before?.live != after.live {
      parts.append([before?.live, after.live].compactMap { $0?.text }.joined(separator: " → "))
    }
    if before?.pin != after.pin {
      parts.append(after.pin.map { "pinned at \($0.version.text)" } ?? "no longer pinned")
    }
    if before?.canary != after.canary {
      let ended = before?.canary.map { "the canary \($0.version.text) ended" } ?? ""
      parts.append(after.canary.map { "canary \($0.version.text) at \($0.weight) %" } ?? ended)
    }
    if !plan.dropped.isEmpty {
      parts.append("\(Counted.text(plan.dropped.count, "version")) dropped")
    }
    if parts.isEmpty { return plan.isChanged ? "manifests changed" : "unchanged" }
    return parts.joined(separator: ", ")
  }

  /// What must not go unsaid while it lasts, a line each.
  static func notes(_ release: Release) -> [String] {
    var notes: [String] = []
    if let pin = release.pin {
      let reason = pin.reason.map { " (\($0))" } ?? ""
      notes.append(
        "pinned at \(pin.version.text)\(reason): newer versions wait for `tntc promote \(release.workflow)`")
    }
    if let canary = release.canary { notes.append(note(canary, release)) }
    let waiting = release.staged.filter { $0 != release.canary?.version }.map(\.text)
    if !waiting.isEmpty {
      let live = release.live.map { "live is \($0.text)" } ?? "no version is live"
      notes.append("not live: \(waiting.joined(separator: ", ")); \(live)")
    }
    return notes
  }

  private static func note(_ canary: Canary, _ release: Release) -> String {
    let share =
      switch canary.route {
      case .gateway(let gateway): "by the route of \(gateway.hostname)"
      case .replicas where canary.weight == 0: "it runs without traffic"
      case .replicas: pods(canary, release)
      }
    return "canary \(canary.version.text) at \(canary.weight) %: \(share)"
  }

  private static func pods(_ canary: Canary, _ release: Release) -> String {
    var stable = Settings.usualReplicas
    if case .integer(let count)? = release.settings[.replicas] { stable = count }
    let count = CanaryReplicas.count(weight: canary.weight, route: canary.route, stable: stable)
    let all = stable + count
    let percent = all == 0 ? 0 : (count * 100 + all / 2) / all
    return "\(count) of \(all) pods, so \(percent) %"
  }
}
