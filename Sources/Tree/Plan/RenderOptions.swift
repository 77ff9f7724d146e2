import Files
import Releases
package import Settings
package import WorkflowModel
package import YAML

/// What a render was asked for, beside the workflows themselves.
package struct RenderOptions: Sendable {
  /// Settings from flags; null takes a recorded one back.
  package var flags = Mapping()
  /// The folder that `--templates` names; an empty text goes back to the built-in templates.
  package var templates: String?
  /// Settings from the configuration, the environment's over the defaults.
  package var configured: [SettingsScope] = []
  /// The environment that the tree is for.
  package var environment: String?
  /// The trees of the other environments, where a number means the same version.
  package var siblings: [String] = []
  /// Those of them that the same run renders.
  package var alongside: [String] = []
  /// The options that name this tree on a command line, with a space before each: ` --env staging`.
  package var place = ""
  package var bump: VersionNumber.Part?
  /// Numbers that only the history knows, by workflow: a bump passes over them.
  package var used: [String: [VersionNumber]] = [:]
  /// Fix what is live, on the line of this version, whatever the workflow's source has come to.
  package var line: VersionNumber?
  /// Add new versions, and let what is live stay live.
  package var stage = false
  /// Replace the newest version, which has not been released.
  package var amend = false
  /// Take a pin away. In a render: let newer versions go live again, and this one now.
  package var unpin = false
  /// Let a version go live that is bad.
  package var acceptsBad = false
  /// Refuse an engine image without a digest.
  package var requiresDigest = false
  /// Accept that the workflow directory is another one than before.
  package var move = false
  /// Accept that the workflow had another name before.
  package var renamed = false
  /// Leave a workflow as it is where a change finds nothing to do, as one that nobody named.
  package var leavesDone = false
  /// Look alone whether there is something to be done.
  package var onlyChecks = false
  /// Write over derived files that were edited by hand.
  package var force = false

  package init() {}

  /// The options that name the tree of another environment.
  func place(of sibling: String) -> String {
    let own = environment.map { " --env \($0)" } ?? ""
    let rest = place.hasPrefix(own) ? String(place.dropFirst(own.count)) : ""
    return " --env \(Path.lastComponent(sibling))\(rest)"
  }
}
