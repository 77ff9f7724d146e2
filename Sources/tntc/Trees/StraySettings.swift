import Diagnostics
import Files
import Settings
import Tree
import WorkflowModel
import YAML

extension JobFinder {
  /// Warnings for settings of workflows that are nowhere: a misspelt name has no effect. Notices for
  /// triggers and time zones that are nowhere.
  ///
  /// - Parameter known: names of workflows that were read already. What is nowhere among them is looked for in every
  ///   tree and every folder of the configuration, so that a call for a part of them gives no false alarm.
  func straySettings(known: Set<String>) throws -> [Finding] {
    let scopes = [configuration.defaults].compactMap(\.self) + configuration.environments.map(\.settings)
    let layers: [SettingsLayer] = scopes.flatMap {
      $0.shared + $0.workflows.sorted { $0.key.precedesByBytes($1.key) }.map(\.value)
    }
    return try strayWorkflows(scopes, known) + strayFolders(scopes) + strayTriggers(scopes)
      + layers.flatMap(TriggerCheck.unknownZones)
  }

  private func strayWorkflows(_ scopes: [SettingsScope], _ known: Set<String>) throws -> [Finding] {
    let named = Set(scopes.flatMap(\.workflows.keys))
    guard !named.isSubset(of: known) else { return [] }
    var all = known
    for (_, tree) in try configuredTrees(environment: nil) {
      all.formUnion(try TreeIndex.workflows(of: tree))
    }
    guard !named.isSubset(of: all), let sources = sources() else { return [] }
    all.formUnion(sources.map(\.outline.name))
    let words = all.sorted { $0.precedesByBytes($1) }
    return scopes.flatMap { scope in
      scope.workflows.filter { !all.contains($0.key) }.sorted { $0.key.precedesByBytes($1.key) }
        .compactMap { name, layer in
          let hint = Suggestion.nearest(to: name, in: words).map { "; did you mean `\($0)`?" }
          return layer.places?.finding(
            .warning, at: nil,
            "there is no workflow `\(name)`, so these settings have no effect\(hint ?? "; remove them, or add it")"
          )
        }
    }
  }

  private func strayFolders(_ scopes: [SettingsScope]) -> [Finding] {
    scopes.flatMap(\.folders).filter { !Disk.isFolder($0.path) }.compactMap { folder in
      folder.layer.places?.finding(
        .warning, at: nil, "there is no folder `\(folder.path)`, so these settings have no effect")
    }
  }

  /// Triggers that no workflow has which settings for several are for.
  private func strayTriggers(_ scopes: [SettingsScope]) -> [Finding] {
    let isSaid = scopes.flatMap(\.shared).contains { !TriggerCheck.named(in: $0).isEmpty }
    guard isSaid, let sources = sources() else { return [] }
    let workflows = sources.map { (folder: Path.resolved($0.directory), crons: $0.outline.cronNames) }
    func strays(_ layer: SettingsLayer, _ crons: [[String]], _ what: String) -> [Finding] {
      let known = Set(crons.flatMap(\.self))
      return TriggerCheck.named(in: layer).filter { !known.contains($0) }.compactMap { name in
        let hint = Suggestion.nearest(to: name, in: known.sorted { $0.precedesByBytes($1) })
        return layer.places?.finding(
          .notice, at: layer.places?.place(of: [SettingField.triggers.key, name])?.position,
          "no workflow \(what) has a cron trigger `\(name)`\(hint.map { "; did you mean `\($0)`?" } ?? "")")
      }
    }
    return scopes.flatMap { scope in
      strays(scope.common, workflows.map(\.crons), "of the repository")
        // Of a folder that is not there more is reported than that.
        + scope.folders.filter { Disk.isFolder($0.path) }.flatMap { folder in
          strays(
            folder.layer, workflows.filter { folder.holds(for: $0.folder) }.map(\.crons), "of this folder")
        }
    }
  }

  /// Warnings for dependencies that an environment gives to all workflows whose contract names them, where none does.
  ///
  /// - Parameter workflows: every one that there is.
  func strayDependencies(_ workflows: [Workflow]) -> [Finding] {
    let names = Set(workflows.flatMap { $0.contract?.dependencies.map(\.name) ?? [] })
    let words = names.sorted { $0.precedesByBytes($1) }
    let scopes = [configuration.defaults].compactMap(\.self) + configuration.environments.map(\.settings)
    return scopes.flatMap(\.shared).flatMap { layer -> [Finding] in
      guard let places = layer.places, case .mapping(let named)? = layer.values[.dependencies] else {
        return []
      }
      return named.filter { !names.contains($0.key) && $0.value != .null }.map { name, _ in
        let hint = Suggestion.nearest(to: name, in: words).map { "; did you mean `\($0)`?" }
        let place = places.place(of: [SettingField.dependencies.key, name])
        return places.finding(
          .warning, at: place?.position,
          "no contract names the dependency `\(name)`, so these settings have no effect\(hint ?? "; remove them, or name it in one")"
        )
      }
    }
  }

  /// Every workflow of the configured folders, valid or not; nil when one of them cannot be read.
  func sources() -> [(directory: String, outline: WorkflowOutline)]? {
    guard let found = try? directories([]) else { return nil }
    var sources: [(directory: String, outline: WorkflowOutline)] = []
    for directory in found.flatMap(\.directories) {
      guard let bytes = try? Disk.read(Path.join(directory, WorkflowSource.workflowFile)),
        let outline = WorkflowOutline(bytes)
      else { return nil }
      sources.append((directory, outline))
    }
    return sources
  }
}
