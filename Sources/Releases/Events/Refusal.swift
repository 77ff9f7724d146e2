import Rendering
import Settings
package import WorkflowModel

/// Why a version cannot join a workflow's releases.
package enum Refusal: Error, Hashable, Sendable {
  /// The version is in the tree with other content; `files` are those that differ.
  case contentDiffers(VersionNumber, files: [String], isNewest: Bool)
  /// The version is or was in a tree, and has other line endings here.
  case lineEndings(VersionNumber, files: [String])
  /// The version left the tree with other content.
  case numberUsed(VersionNumber)
  /// The version is in the tree of another environment with other content; one that is the newest in both can be
  /// amended in both.
  case usedElsewhere(VersionNumber, tree: String, canBeAmended: Bool)
  /// The same number in another spelling, like 1.0 and 1.0.0.
  case sameNumber(VersionNumber, existing: VersionNumber)
  case lowerThanLive(VersionNumber, live: VersionNumber, back: WayBack?)
  case movedSource(from: String, to: String)
  case notInTree(VersionNumber, known: [VersionNumber])
  /// The version was in the tree, and left it.
  case leftTree(VersionNumber, known: [VersionNumber])
  case nothingLive
  case nothingBelow(VersionNumber)
  case aboveLive(VersionNumber, live: VersionNumber)
  case belowLive(VersionNumber, back: WayBack, live: VersionNumber)
  case liveAlready(VersionNumber)
  case canaryActive(VersionNumber)
  case canaryAlready(VersionNumber, weight: Int)
  case noCanary
  /// Pods cannot be counted against each other when an autoscaler owns their number.
  case replicasUnmanaged
  /// The same, and the version is the canary already.
  case canaryUnmanaged(VersionNumber)
  /// - Parameter back: nil for a version above the live one.
  case weightOfAll(VersionNumber, back: WayBack?)

  /// What leads to an earlier version in the state that refused.
  package struct WayBack: Hashable, Sendable {
    let version: VersionNumber
    /// Another version is the canary, and `rollback` does not take it away in passing.
    let endsCanary: Bool

    package init(to version: VersionNumber, endsCanary: Bool) {
      (self.version, self.endsCanary) = (version, endsCanary)
    }

    fileprivate func command(_ workflow: String, _ place: String) -> String {
      let abort = endsCanary ? "`tntc canary \(workflow) --abort\(place)`, then " : ""
      return abort + "`tntc rollback \(workflow) --version \(version.text)\(place)`"
    }
  }

  /// Whether what was asked for is so already.
  package var isDoneAlready: Bool {
    switch self {
    case .liveAlready, .canaryAlready, .noCanary: true
    default: false
    }
  }

  /// Every command in it works in the state that refused.
  ///
  /// - Parameter place: the options that name the tree, with a space before each.
  package func message(workflow: String, place: String = "") -> String {
    switch self {
    case .contentDiffers(let version, let files, let isNewest):
      "version \(version.text) is in the tree with other content (\(Self.list(files))), as when two branches "
        + "took one number, and is never rewritten; \(Self.raise)"
        + (isNewest ? "; while it has not been released, `tntc render --amend` replaces it" : "")
    case .lineEndings(let version, let files):
      "version \(version.text) has the same content but for line endings"
        + (files.isEmpty ? "" : " (\(Self.list(files)))")
        + ", which git changes in a clone with `core.autocrlf`; add the line `\(LineEndings.attribute)` to a "
        + "`.gitattributes` in the workflow directory, remove the files there and check them out again"
    case .numberUsed(let version):
      "version \(version.text) was used before with other content and a number is never used again; "
        + Self.raise
    case .usedElsewhere(let version, let tree, let canBeAmended):
      "version \(version.text) is in `\(tree)` with other content, and a number means one version everywhere; "
        + Self.raise
        + (canBeAmended
          ? "; while it has not been released, `tntc render --amend` without `--env` replaces it everywhere"
          : "")
    case .sameNumber(let version, let existing):
      "version \(version.text) is the same number as \(existing.text), which is taken; raise `version:`"
    case .lowerThanLive(let version, let live, let back):
      "version \(version.text) is lower than the live version \(live.text); "
        + (back.map { "to go back use \($0.command(workflow, place)), to go on " } ?? "")
        + "raise `version:` above \(live.text)"
    case .movedSource(let from, let to):
      "workflow `\(workflow)` is rendered from `\(from)`, and this is `\(to)`; if the folder moved, "
        + "render once with `--move`, else give the workflow another name"
    case .notInTree(let version, let known):
      "has no version \(version.text); there are \(known.map(\.text).joined(separator: ", "))"
    case .leftTree(let version, let known):
      "version \(version.text) left the tree; what it was is in its history: "
        + "`git log -- '*/\(workflow)/\(ReleaseNames.versionFile(version))'`; there are "
        + known.map(\.text).joined(separator: ", ")
    case .nothingLive: "no version is live; make one live with `tntc promote \(workflow)\(place)`"
    case .nothingBelow(let live):
      "there is no version below the live one, \(live.text), to go back to"
    case .aboveLive(let version, let live):
      "version \(version.text) is above the live version \(live.text); to go forward use "
        + "`tntc promote \(workflow) --version \(version.text)\(place)`"
    case .belowLive(let version, let back, let live):
      "version \(version.text) is below the live version \(live.text); to go back use "
        + back.command(workflow, place)
    case .liveAlready(let version): "version \(version.text) is live already"
    case .canaryActive(let version):
      "version \(version.text) is the canary; end that first, with `tntc canary \(workflow) --abort\(place)` "
        + "or `tntc promote \(workflow)\(place)`"
    case .canaryAlready(let version, let weight):
      "version \(version.text) is the canary at \(weight) % already"
    case .noCanary: "there is no canary"
    case .replicasUnmanaged:
      "an autoscaler owns the number of replicas, so it cannot split traffic; use "
        + "`--via gateway --gateway NAMESPACE/NAME --hostname NAME`"
    case .canaryUnmanaged(let version):
      "version \(version.text) is the canary by replicas, and with `replicas: \(Settings.unmanagedReplicas)` an autoscaler "
        + "owns the number of replicas, so it cannot split traffic; end the canary first, with `tntc canary \(workflow) "
        + "--abort\(place)` or `tntc promote \(workflow)\(place)`, or let a Gateway split the traffic: `tntc canary "
        + "\(workflow) --version \(version.text) --weight WEIGHT --via gateway --gateway NAMESPACE/NAME --hostname "
        + "NAME\(place)`"
    case .weightOfAll(let version, let back):
      "a weight of 100 by replicas leaves no pod for the live version; use "
        + (back?.command(workflow, place) ?? "`tntc promote \(workflow) --version \(version.text)\(place)`")
        + ", or `--via gateway --gateway NAMESPACE/NAME --hostname NAME`"
    }
  }

  private static let raise = "raise `version:`, or let `tntc render --bump patch|minor|major` do it"

  private static func list(_ files: [String]) -> String {
    let shown = files.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return files.count > 5 ? "\(shown) and \(files.count - 5) more" : shown
  }
}
