package import Diagnostics
package import YAML

/// How new versions come into an environment.
package enum ReleaseMode: String, CaseIterable, Sendable {
  /// Rendering adds them and makes them live.
  case auto
  /// Rendering adds them at most; `tntc promote` makes them live.
  case manual
}

/// The settings that one place gives, like an environment or the flags of a call, by their keys.
package struct SettingsLayer: Sendable {
  /// Where they come from, for people.
  package let origin: String
  package var values: Mapping
  /// Nil for what is in no file that a person writes, like a lock.
  package let places: SettingsPlaces?
  /// The workflow that they are for; nil for all.
  package let workflow: String?

  package init(
    origin: String, values: Mapping = Mapping(), places: SettingsPlaces? = nil, workflow: String? = nil
  ) {
    self.origin = origin
    self.workflow = workflow
    self.values = values
    self.places = places
  }

  /// A finding about one of the values, with its place.
  ///
  /// - Parameter path: the keys that lead to it.
  func finding(_ path: [String], _ message: String) -> Finding {
    places?.finding(.error, at: places?.position(path), message)
      ?? Finding(path: origin, message: message, rule: .configuration)
  }

  /// The same for many, in the order of the file.
  func findings(_ problems: [(path: [String], message: String)]) -> [Finding] {
    places?.findings(problems)
      ?? problems.map { Finding(path: origin, message: $0.message, rule: .configuration) }
  }
}

/// Where the settings of a layer stand in a file.
package struct SettingsPlaces: Sendable {
  let text: SettingsText
  /// Of the key that the block stands under.
  package let position: Position
  private let block: Element
  private var path: String { text.path }
  private var bytes: [UInt8] { text.bytes }

  init(text: SettingsText, position: Position, block: Element) {
    (self.text, self.position, self.block) = (text, position, block)
  }

  /// The value that keys lead to; nil when the layer says nothing of it.
  func position(_ keys: [String]) -> Position? { element(keys)?.position }

  func element(_ keys: [String]) -> Element? {
    keys.reduce(block as Element?) { $0?.member($1)?.value }
  }

  /// The file and the value in it that keys lead to; nil when the layer says nothing of it.
  package func place(of keys: [String]) -> (path: String, position: Position)? {
    position(keys).map { (path, $0) }
  }

  /// `path:line:column`, as people and programs name it.
  func text(_ keys: [String]) -> String {
    let place = position(keys) ?? position
    return "\(path):\(place.line):\(place.column)"
  }

  /// - Parameter place: nil for the block as a whole.
  package func finding(_ severity: Finding.Severity, at place: Position?, _ message: String) -> Finding {
    let finding = Finding(
      severity, path: path, position: place ?? position, message: message, rule: .configuration)
    return [finding].inOrder(of: bytes)[0]
  }

  /// Errors about values, in one walk through the file.
  func findings(_ problems: [(path: [String], message: String)]) -> [Finding] {
    problems.map {
      Finding(
        path: path, position: position($0.path) ?? position, message: $0.message, rule: .configuration)
    }.inOrder(of: bytes)
  }
}

/// Settings for all workflows, over them those for the workflows of a folder, and over these those for single ones.
package struct SettingsScope: Sendable {
  package let common: SettingsLayer
  /// Those for a folder before those for folders in it.
  package let folders: [FolderSettings]
  package let workflows: [String: SettingsLayer]

  package init(
    common: SettingsLayer, folders: [FolderSettings] = [], workflows: [String: SettingsLayer] = [:]
  ) {
    (self.common, self.workflows) = (common, workflows)
    self.folders = folders.sorted { $0.resolved.utf8.count < $1.resolved.utf8.count }
  }

  /// What is said for more than one workflow.
  package var shared: [SettingsLayer] { [common] + folders.map(\.layer) }
}

/// Settings for the workflows whose source lies in a folder.
package struct FolderSettings: Sendable {
  /// As seen from the working directory.
  package let path: String
  /// From the root, without links.
  package let resolved: String
  package let layer: SettingsLayer

  /// - Parameter source: the resolved folder of a workflow; nil when it is not known.
  package func holds(for source: String?) -> Bool {
    guard let source else { return false }
    return source.hasSameBytes(as: resolved) || resolved == "/" || source.hasPrefix("\(resolved)/")
  }
}

extension [SettingsScope] {
  /// The layers that apply to a workflow, later ones over earlier ones.
  ///
  /// - Parameter source: the resolved folder of its source; nil when it is not known.
  package func layers(for workflow: String, from source: String?) -> [SettingsLayer] {
    flatMap { scope in
      [scope.common] + scope.folders.filter { $0.holds(for: source) }.map(\.layer)
        + [scope.workflows[workflow]].compactMap(\.self)
    }
  }

  /// What is said for one workflow alone.
  package func own(_ workflow: String) -> [SettingsLayer] { compactMap { $0.workflows[workflow] } }

  /// Whether it matters where the source of a workflow lies.
  package var haveFolders: Bool { contains { !$0.folders.isEmpty } }
}

extension [SettingsLayer] {
  /// What all layers together say, later ones over earlier ones, in the order of the settings.
  package var merged: Mapping {
    var merged = Mapping()
    // Most layers say nothing, and each says little.
    let layers = map(\.values).filter { !$0.isEmpty }
    if layers.isEmpty { return merged }
    for field in SettingField.configurable {
      let values = layers.compactMap { $0[field] }
      if !values.isEmpty { merged[field] = field.merged(values) }
    }
    return merged
  }
}
