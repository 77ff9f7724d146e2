package import Diagnostics
package import WorkflowModel
package import YAML

/// Rules between the contract of a workflow and what settings say of its dependencies.
package enum DependencyCheck {
  /// The dependencies that nodes could not use, as something is missing that they need; each with what to write.
  ///
  /// - Parameters:
  ///   - filling: what the settings say of dependencies, by their names.
  ///   - path: of workflow.yaml.
  ///   - environment: nil for the one tree of a configuration without environments.
  package static func incomplete(
    _ workflow: Workflow, filling: Mapping, path: String, environment: String?
  ) -> [Finding] {
    (workflow.contract?.filled(with: filling).incomplete ?? []).map { dependency in
      let place = environment.map { " in the environment `\($0)`" } ?? ""
      var finding = Finding(
        path: path, position: dependency.position,
        message: "\(DependencyKeys.message(dependency.missing, dependency))\(place); write to "
          + "`\(ConfigurationFile.name)`, or `dependencies` beside `workflows` to say it for all:",
        rule: .contract)
      finding.snippet = snippet(dependency, workflow.name, environment)
      return finding
    }
  }

  private static func snippet(
    _ dependency: Dependency, _ workflow: String, _ environment: String?
  ) -> String? {
    let entry = Value.mapping([
      "workflows": .mapping([
        workflow: .mapping([
          SettingField.dependencies.key: .mapping([dependency.name: .mapping(dependency.example)])
        ])
      ])
    ])
    let whole: Value =
      environment.map { ["environments": .mapping([$0: entry])] } ?? ["defaults": entry]
    return (try? Emitter.emit([whole])).map { String(decoding: $0, as: UTF8.self) }
  }

  /// What the settings of a single workflow say of dependencies that its contract does not name, or of packages, which
  /// are part of a version. Settings for all workflows may say more than each of them needs.
  package static func strays(_ workflow: Workflow, layers: [SettingsLayer]) -> [Finding] {
    let names = workflow.contract?.dependencies.map(\.name) ?? []
    return layers.filter { $0.workflow != nil }.flatMap { layer -> [Finding] in
      guard case .mapping(let entries)? = layer.values[.dependencies] else { return [] }
      return entries.filter { $0.value != .null }.compactMap { name, _ in
        let path = [SettingField.dependencies.key, name]
        if let known = workflow.contract?[name] {
          return known.isPackage
            ? layer.finding(
              path,
              "`\(name)` of workflow `\(workflow.name)` is a package, which is part of its version; change it in "
                + "workflow.yaml"
            ) : nil
        }
        let hint = Suggestion.nearest(to: name, in: names).map { "; did you mean `\($0)`?" }
        let known = names.map { "`\($0)`" }.joined(separator: ", ")
        return layer.finding(
          path,
          "the contract of workflow `\(workflow.name)` names no dependency `\(name)`"
            + (hint ?? (names.isEmpty ? "; it names none" : "; it names \(known)")))
      }
    }
  }
}
