import Comparison
import Releases
import Rendering
import Settings
import WorkflowModel

/// What a canary comes to, in words: the pods of both versions, the real share, and which step is next.
enum CanaryText {
  /// Nothing without a canary.
  ///
  /// - Parameter place: the options that name the tree, with a space before each.
  static func notes(_ release: Release, place: String) -> [String] {
    guard let canary = release.canary, let pods = release.canaryPods else { return [] }
    let promoted = release.isCanaryPromoted ? ", promoted" : ""
    return [
      "canary \(canary.version.text) at \(canary.weight) %\(promoted): \(share(canary, pods, release))",
      "next: \(next(release, place))",
    ]
  }

  /// What a change leads to, where it has to do with a canary that runs afterwards.
  ///
  /// - Parameter environment: that of the tree.
  static func notes(_ change: WorkflowChange, in environment: String?) -> [String] {
    guard change.relation == .change, let after = change.after else { return [] }
    let isSame = change.before.map { before in
      before.canary == after.canary && before.live == after.live && before.canaryPods == after.canaryPods
    }
    return isSame ?? false ? [] : notes(after, place: environment.map { " --env \($0)" } ?? "")
  }

  private static func share(_ canary: Canary, _ pods: CanaryPods, _ release: Release) -> String {
    let sides = "\(count(pods.canary)) beside \(pods.stable.map(String.init) ?? "those of the autoscaler")"
    let ceiling = pods.isCapped ? ", the limit of `canary.\(Settings.canaryCeilingKey)`" : ""
    switch canary.route {
    case .gateway(let gateway): return "by the route of \(gateway.hostname), \(sides)"
    case let route where canary.weight == 0:
      let service =
        route.hasService ? "; the Service `\(ReleaseNames.canary(of: release.workflow))` leads to it" : ""
      return "it runs without traffic, \(sides)\(ceiling)\(service)"
    case .split, .surge, .replicas:
      guard let all = pods.all, let share = pods.share else { return sides }
      return "\(pods.canary) of \(count(all)), so \(share) %\(ceiling)"
    }
  }

  private static func next(_ release: Release, _ place: String) -> String {
    let canary = "tntc canary \(release.workflow)"
    if release.isCanaryPromoted {
      return
        "once the pods of `deployment/\(release.workflow)` run \(release.live?.text ?? "it") too, `\(canary) --end\(place)` ends the "
        + "canary"
    }
    let unpin = release.isHeld ? " --unpin" : ""
    return
      "`\(canary) --weight N\(place)`, or `tntc promote \(release.workflow)\(unpin)\(place)` and then `\(canary) "
      + "--end\(place)`; `\(canary) --abort\(place)` aborts it"
  }

  private static func count(_ pods: Int) -> String { pods == 1 ? "1 pod" : "\(pods) pods" }
}
