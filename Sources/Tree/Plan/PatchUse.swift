package import Diagnostics
import Patches
import Rendering
import Settings
import WorkflowModel
import YAML

/// Which patches of the settings for several workflows do something in any of them.
package struct PatchUse: Sendable {
  private struct Place: Hashable, Sendable {
    let path: String
    let position: Position
  }

  private struct Entry: Sendable {
    let patch: ObjectPatch
    let places: SettingsPlaces
    var isUsed: Bool
    /// What may have been meant.
    var hint: String?
  }

  private var entries: [Place: Entry] = [:]

  package init() {}

  /// - Parameter strays: those that change nothing.
  init(strays: [StrayPatch], of patches: [ObjectPatch], _ layers: [SettingsLayer]) {
    for patch in patches {
      guard let layer = layers.layer(ofPatch: patch.name), layer.workflow == nil, let places = layer.places,
        let (path, position) = places.place(of: [SettingField.patches.key, patch.name])
      else { continue }
      entries[Place(path: path, position: position)] = Entry(
        patch: patch, places: places, isUsed: !strays.contains { $0.patch == patch },
        hint: strays.first { $0.patch == patch }?.hint)
    }
  }

  package mutating func add(_ other: PatchUse) {
    entries.merge(other.entries) { own, new in
      if own.isUsed { return own }
      var new = new
      new.hint = own.hint ?? new.hint
      return new
    }
  }

  /// A notice for each that changes nothing of any workflow.
  package var unused: [Finding] {
    entries.filter { !$0.value.isUsed }.sorted { $0.key.position < $1.key.position }.map { place, entry in
      let target = entry.patch.target
      let name = target.name.map { " `\($0)`" } ?? ""
      let labels = target.labelSelector == nil ? "" : " with the labels of its selector"
      return entry.places.finding(
        .notice, at: place.position,
        "patch `\(entry.patch.name)` changes nothing: none of its workflows has a \(target.kind)\(name)\(labels)"
          + (entry.hint.map { "; did you mean `\($0)`?" } ?? "")
      )
    }
  }
}

extension Patching {
  /// What keeps the manifests from being made, each at its place.
  func findings(_ layers: [SettingsLayer]) -> [Finding] {
    problems.map { problem in
      var finding = layers.finding(ofPatch: problem.patch, problem.path, problem.message)
      finding.cause = problem.cause
      return finding
    }.sorted {
      let none = Position(line: 0, column: 0)
      return $0.path == $1.path
        ? ($0.position ?? none) < ($1.position ?? none) : $0.path.precedesByBytes($1.path)
    }
  }
}

extension [SettingsLayer] {
  /// What is to be told of patches that change nothing: of those that the settings of the workflow alone have, and of
  /// those for what is written once.
  ///
  /// - Parameter isBuiltIn: whether no template of somebody's own makes other objects.
  func findings(ofStrays strays: [StrayPatch], isBuiltIn: Bool) -> [Finding] {
    strays.filter { isOwn($0.patch) || isBuiltIn && $0.isForConfigMaps }.map {
      var finding = finding(ofPatch: $0.patch.name, PatchPath([.key("target")]), $0.message)
      finding.cause = $0.cause
      return finding
    }
  }

  /// Whether the settings of a single workflow have a patch.
  func isOwn(_ patch: ObjectPatch) -> Bool { layer(ofPatch: patch.name)?.workflow != nil }
}
