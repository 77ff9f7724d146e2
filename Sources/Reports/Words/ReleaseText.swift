package import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// What a release state says, in words.
package enum ReleaseText {
  /// Unusual states that every report shows while they last, a line each.
  ///
  /// - Parameter place: the options that name the tree, with a space before each.
  package static func notes(_ release: Release, place: String) -> [String] {
    var notes: [String] = []
    if TriggerSettings(release.settings).isSuspended {
      notes.append("suspended by the settings: no pods run, and no schedule fires")
    }
    if let pin = release.pin {
      let unpin = pin.reason == nil ? "" : " --unpin"
      notes.append(
        "pinned at \(name(pin)): newer versions wait for `tntc promote \(release.workflow)\(unpin)\(place)`")
    }
    if let live = release.live, let fixed = release[live]?.fixes {
      notes.append(
        "line \(live.line): live is \(live.text), a hotfix of \(fixed.text) that is not in the source folder")
    }
    notes += CanaryText.notes(release, place: place)
    for (what, version) in [("live", release.live), ("the canary", release.canary?.version)] {
      if let mark = version.flatMap(release.bad) { notes.append("\(what) is bad: \(name(mark))") }
    }
    let waiting = release.staged.filter { $0 != release.canary?.version }.map { version in
      release.bad(version).map { "\(version.text) (bad: \($0.reason))" } ?? version.text
    }
    if !waiting.isEmpty {
      let live = release.live.map { "live is \($0.text)" } ?? "no version is live"
      notes.append("not live: \(waiting.joined(separator: ", ")); \(live)")
    }
    return notes
  }

  /// What is pinned, and why.
  package static func name(_ pin: Pin) -> String {
    pin.version.text + (pin.reason.map { " (\($0))" } ?? "")
  }

  /// What is bad, where and why.
  package static func name(_ mark: BadMark) -> String { "\(mark.version.text)\(rest(of: mark))" }

  /// Where and why something is bad.
  static func rest(of mark: BadMark) -> String {
    "\(mark.environment.map { " in \($0)" } ?? "") (\(mark.reason))"
  }
}
