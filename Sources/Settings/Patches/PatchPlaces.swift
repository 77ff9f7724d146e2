package import Diagnostics
import Files
package import Patches
import WorkflowModel
import YAML

extension PatchFailure {
  /// The message behind the place in words.
  package var told: String {
    let inside = path.steps.first == .key(PatchReader.patch) ? Array(path.steps.dropFirst()) : path.steps
    return inside.isEmpty ? message : "`\(PatchPath(inside).text)`: \(message)"
  }
}

/// Where patches stand.
extension PatchText {
  /// A finding about a part of a patch, or of the target beside it.
  ///
  /// - Parameters:
  ///   - path: begins with `target` or `patch`.
  ///   - entry: that of the configuration.
  func finding(_ path: PatchPath, _ message: String, in entry: Element, _ text: SettingsText) -> Finding {
    let isOfPatch = path.steps.first == .key(PatchReader.patch)
    var finding = Finding(path: isOfPatch ? self.path : text.path, message: message, rule: .configuration)
    finding.position =
      isOfPatch ? place(of: Array(path.steps.dropFirst())) : entry.place(of: path.steps[...])
    return [finding].inOrder(of: isOfPatch ? bytes : text.bytes)[0]
  }
}

extension [SettingsLayer] {
  /// The layer that a patch comes from; nil for one that no layer of a file has.
  package func layer(ofPatch name: String) -> SettingsLayer? {
    last { $0.values[.patches]?[name] != nil || $0.values[.patches] == .null }
  }

  /// A finding about a part of a patch, at its place in the configuration or in the file that it names.
  ///
  /// - Parameter path: begins with `target` or `patch`.
  package func finding(ofPatch name: String, _ path: PatchPath, _ message: String) -> Finding {
    let layer = layer(ofPatch: name)
    guard let places = layer?.places, let entry = places.element([SettingField.patches.key, name]) else {
      return Finding(path: layer?.origin ?? name, message: message, rule: .configuration)
    }
    // The file was read before, and what is wrong with it told.
    var findings = Findings(path: places.text.path)
    guard
      let scope = FieldScope(entry, owner: "", known: [], &findings),
      let text = PatchText.read(scope, of: name, places.text, &findings)
    else { return places.finding(.error, at: entry.position, message) }
    return text.finding(path, message, in: entry, places.text)
  }
}

extension SettingsLayer {
  /// The file that holds a patch, when it is not the configuration itself.
  package func file(ofPatch name: String) -> String? {
    guard let places,
      let path = places.element([SettingField.patches.key, name, PatchReader.path])?.value.text
    else { return nil }
    return Path.join(places.text.folder, path)
  }
}
