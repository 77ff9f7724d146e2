import Releases
import Rendering
import Settings
import WorkflowModel

/// Why a command refuses its work, and what to do instead.
enum RefusalText {
  /// Each command in the text works in the state that caused the refusal.
  ///
  /// - Parameter place: the options that name the tree, with a space before each.
  static func message(_ refusal: Refusal, workflow: String, place: String) -> String {
    switch refusal {
    case .contentDiffers(let version, let files, let isNewest):
      "version \(version.text) is in the tree with other content (\(list(files))), for example because two branches "
        + "used one number, and a version is never rewritten; \(raise)"
        + (isNewest ? "; while it has not been released, `tntc render --amend` replaces it" : "")
    case .lineEndings(let version, let files):
      "version \(version.text) differs in its line endings alone"
        + (files.isEmpty ? "" : " (\(list(files)))")
        + ", which git changes in a clone with `core.autocrlf`; add the line `\(LineEndings.attribute)` to a "
        + "`.gitattributes` in the workflow directory, remove the files there and check them out again"
    case .numberUsed(let version):
      "version \(version.text) was used before with other content and a number is never used again; "
        + raise
    case .usedElsewhere(let version, let tree, let canBeAmended):
      "version \(version.text) is in `\(tree)` with other content, and a number means one version everywhere; "
        + raise
        + (canBeAmended
          ? "; while it has not been released, `tntc render --amend` without `--env` replaces it everywhere"
          : "")
    case .sameNumber(let version, let existing):
      "version \(version.text) is the same number as \(existing.text), which is taken; raise `version:`"
    case .lowerThanLive(let version, let live, let back):
      "version \(version.text) is lower than the live version \(live.text); "
        + (back.map { "to go back use \(rollback($0, workflow, place)), to go on " } ?? "")
        + "raise `version:` above \(live.text); to fix what an environment runs, render with `--line`"
    case .amendsReleased(let version, let tree):
      "version \(version.text) is in `\(tree)` with other content, and a version of an environment with `release: manual` "
        + "counts as released and is never amended; \(raise)"
    case .onBaseBranch(let version, let revision):
      "version \(version.text) is in \(revision) with other content, so others have it; \(raise)"
    case .inHistory(let version, let revision, let commit):
      "version \(version.text) was in \(revision) with other content, in commit \(commit.prefix(10)), and a number "
        + "is never used again; \(raise)"
    case .otherLine(let line, nil, _):
      "no version is live, so line \(line.line) has nothing to fix"
    case .otherLine(let line, let live?, let back):
      "the live version \(live.text) is not of line \(line.line); fix that one, with `--line \(live.line)`"
        + (back.map { ", or go back first, with \(rollback($0, workflow, place))" } ?? "")
    case .offLine(let version, let line):
      "version \(version.text) is not of line \(line.line), which `--line` names; `tntc hotfix` writes out a version of "
        + "that line"
    case .movedSource(let from, let to):
      "workflow `\(workflow)` is rendered from `\(from)`, and this is `\(to)`; if the folder moved, "
        + "render once with `--move`; if it is a fix of what an environment runs, with `--line`; else give the workflow "
        + "another name"
    case .renamed(let old):
      "workflow `\(old)` of the tree has this source, and `name:` now says `\(workflow)`; another name makes "
        + "a new workflow without the old versions, pin and marks: render once with `--renamed`, and take the old one out "
        + "with `tntc remove \(old)\(place)`, or both run; else write the old name again"
    case .notInTree(let version, let known):
      "has no version \(version.text); it has \(known.map(\.text).joined(separator: ", "))"
    case .inOtherTree(let version, let known, let environments, let target):
      "has no version \(version.text); it has \(known.map(\.text).joined(separator: ", ")); "
        + "\(environments.joined(separator: " and ")) \(environments.count == 1 ? "has" : "have") it, and `--from "
        + "\(environments.first ?? "")\(target.map { " --to \($0)" } ?? "")` brings it here"
    case .leftTree(let version, let known):
      "version \(version.text) left the tree; its file is in the history of git: "
        + "`git log -- '*/\(workflow)/\(ReleaseNames.versionFile(version))'`; the tree has "
        + known.map(\.text).joined(separator: ", ")
    case .nothingLive: "no version is live; make one live with `tntc promote \(workflow)\(place)`"
    case .nothingBelow(let live, let others, let bad):
      nothing(below: live, others, bad, workflow, place)
    case .aboveLive(let version, let live, let isHeld):
      "version \(version.text) is above the live version \(live.text); to go forward use "
        + promote(version, isHeld, workflow, place)
    case .belowLive(let version, let live):
      "version \(version.text) is below the live version \(live.text); to go back use "
        + rollback(version, workflow, place)
    case .liveAlready(let version): "version \(version.text) is already live"
    case .canaryActive(let version, let isHeld):
      "version \(version.text) is the canary; end it first, with `tntc canary \(workflow) --abort\(place)` "
        + "or \(promote(nil, isHeld, workflow, place))"
    case .canaryAlready(let version, let weight):
      "version \(version.text) is already the canary at \(weight) %"
    case .noCanary: "there is no canary"
    case .nothingToMove(let known):
      "there is no canary whose share could change; start one with `--version`, one of "
        + known.map(\.text).joined(separator: ", ")
    case .canaryPromoted(let version):
      "version \(version.text) was promoted, and its canary still runs; end it first, with "
        + end(workflow, place)
    case .promotedAlready(let version):
      "version \(version.text) is already live, and its canary still runs; end the canary with "
        + end(workflow, place)
    case .abortsPromoted(let version, let back):
      "version \(version.text) was promoted, so there is nothing to abort; \(end(workflow, place)) ends the canary"
        + (back.map { ", and \(goBack(to: $0, from: version, workflow, place)) goes back to \($0.text)" }
          ?? "")
    case .notPromoted(let version, let isHeld):
      "version \(version.text) is the canary and not live; \(promote(nil, isHeld, workflow, place)) makes it live first, "
        + "and `tntc canary \(workflow) --abort\(place)` aborts it"
    case .cannotSplit(let replicas):
      "\(reason(replicas)); `--surge` adds pods for the canary, and "
        + "`--via gateway --gateway NAMESPACE/NAME --hostname NAME` splits the traffic"
    case .canaryUncountable(let version, let replicas, let isHeld):
      "version \(version.text) is the canary by replicas, and \(reason(replicas)); end the canary first, with `tntc "
        + "canary \(workflow) --abort\(place)` or \(promote(nil, isHeld, workflow, place)), or run `tntc canary "
        + "\(workflow) --weight WEIGHT --surge\(place)`, or let a Gateway split the traffic: `tntc canary \(workflow) "
        + "--weight WEIGHT --via gateway --gateway NAMESPACE/NAME --hostname NAME\(place)`"
    case .weightOfAll(let version, let isBelowLive, let isHeld):
      "a weight of 100 by replicas leaves no pod for the live version; use "
        + (isBelowLive
          ? rollback(version, workflow, place)
          : promote(version, isHeld, workflow, place))
        + ", or `--via gateway --gateway NAMESPACE/NAME --hostname NAME`"
    case .bad(let version, let marks): bad(version, marks, workflow)
    case .pinned(let pin, let version):
      "is pinned at \(ReleaseText.name(pin)), and \(version.text) would take its place; give `--unpin` to remove the "
        + "pin"
    case .badAlready(let version, let reason): "version \(version.text) is already bad (\(reason))"
    case .notBad(let version): "version \(version.text) is not bad"
    }
  }

  private static func bad(
    _ version: VersionNumber, _ marks: [BadMark], _ workflow: String
  ) -> String {
    let clearing = marks.compactMap { mark in
      mark.place.map { "`tntc versions \(workflow) --good \(mark.version.text)\($0)`" }
    }
    return
      "version \(version.text) is bad\(marks.map(ReleaseText.rest).joined(separator: " and")); raise `version:` for one "
      + "that is not, or give `--accept-bad` to run it anyway"
      + (clearing.isEmpty ? "" : "; \(clearing.joined(separator: ", then ")) clears the mark")
  }

  private static func nothing(
    below live: VersionNumber, _ others: [VersionNumber], _ bad: [BadMark], _ workflow: String,
    _ place: String
  ) -> String {
    if others.isEmpty, bad.isEmpty {
      return "there is no version below the live version \(live.text) to go back to"
    }
    var text = "the lock knows no version below the live version \(live.text) that was live and is not bad"
    if !bad.isEmpty { text += "; bad: \(bad.map(ReleaseText.name).joined(separator: ", "))" }
    if let other = others.last {
      text +=
        "; to go to a version that perhaps never was live, name it: \(rollback(other, workflow, place))"
    } else if let mark = bad.last {
      text +=
        "; to go to a bad version anyway: "
        + rollback(mark.version, workflow, " --accept-bad\(place)")
    }
    return text
  }

  private static let raise = "raise `version:`, or let `tntc render --bump patch|minor|major` do it"

  private static func list(_ files: [String]) -> String {
    let shown = files.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
    return files.count > 5 ? "\(shown) and \(files.count - 5) more" : shown
  }

  /// - Parameter version: nil for the canary.
  private static func promote(
    _ version: VersionNumber?, _ isHeld: Bool, _ workflow: String, _ place: String
  ) -> String {
    let number = version.map { " --version \($0.text)" } ?? ""
    return "`tntc promote \(workflow)\(number)\(isHeld ? " --unpin" : "")\(place)`"
  }

  private static func end(_ workflow: String, _ place: String) -> String {
    "`tntc canary \(workflow) --end\(place)`"
  }

  /// A canary may have been below what was live.
  private static func goBack(
    to back: VersionNumber, from live: VersionNumber, _ workflow: String, _ place: String
  ) -> String {
    back < live ? rollback(back, workflow, place) : promote(back, false, workflow, place)
  }

  private static func reason(_ replicas: Uncountable) -> String {
    switch replicas {
    case .one: "there is one replica, which cannot be split"
    case .unmanaged: "an autoscaler owns the number of replicas, so they cannot be split"
    }
  }

  private static func rollback(_ version: VersionNumber, _ workflow: String, _ place: String) -> String {
    "`tntc rollback \(workflow) --version \(version.text)\(place)`"
  }
}
