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
    let place = environment.map { " in the environment `\($0)`" } ?? ""
    return (workflow.contract?.filled(with: filling).incomplete ?? []).map { dependency in
      dependency.incomplete(
        path: path,
        advice:
          "\(place); write to `\(ConfigurationFile.name)`, or `dependencies` beside `workflows` for all workflows:"
      ) { missing in
        let entry = Value.mapping([
          "workflows": .mapping([
            workflow.name: .mapping([
              SettingField.dependencies.key: .mapping([dependency.name: .mapping(missing)])
            ])
          ])
        ])
        return environment.map { ["environments": .mapping([$0: entry])] } ?? ["defaults": entry]
      }
    }
  }

  /// What the settings of a single workflow say of dependencies that its contract does not name, or of packages, which
  /// are part of a version. Settings for all workflows may say more than each of them needs.
  package static func strays(_ workflow: Workflow, layers: [SettingsLayer]) -> [Finding] {
    layers.filter { $0.workflow != nil }.flatMap { layer -> [Finding] in
      guard case .mapping(let entries)? = layer.values[.dependencies] else { return [] }
      return layer.findings(
        entries.filter { $0.value != .null }.compactMap { name, _ in
          workflow.problem(withFilling: name).map { ([SettingField.dependencies.key, name], $0) }
        })
    }
  }
}
