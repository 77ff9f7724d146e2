package import YAML

/// The keys of settings, in the order in which they are written.
package enum SettingsKey: String, CaseIterable, Sendable {
  case image, namespace, runtimeClass, replicas, resources, nodeSelector, tolerations, labels, annotations
  case secrets
  case templates, templatesDigest, keep, release, config
}

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

  package init(origin: String, values: Mapping = Mapping()) {
    self.origin = origin
    self.values = values
  }
}

/// Settings for all workflows, and over them those for single ones.
package struct SettingsScope: Sendable {
  package let common: SettingsLayer
  package let workflows: [String: SettingsLayer]

  package init(common: SettingsLayer, workflows: [String: SettingsLayer] = [:]) {
    self.common = common
    self.workflows = workflows
  }
}

extension [SettingsScope] {
  /// The layers that apply to a workflow, later ones over earlier ones.
  package func layers(for workflow: String) -> [SettingsLayer] {
    flatMap { [$0.common] + [$0.workflows[workflow]].compactMap(\.self) }
  }
}

extension [SettingsLayer] {
  /// What all layers together say, later ones over earlier ones: a JSON merge patch each (RFC 7396), in the
  /// order of `SettingsKey`.
  package var merged: Mapping {
    var all = Mapping()
    // The overlay is itself a patch, for the config of the workflow.
    var overlay = Mapping()
    for layer in self {
      all.patch(with: layer.values)
      if case .mapping(let changes)? = layer.values[.config] { overlay.compose(with: changes) }
      if case .null? = layer.values[.config] { overlay = Mapping() }
    }
    all[.config] = overlay.isEmpty ? nil : .mapping(overlay)
    var ordered = Mapping()
    for key in SettingsKey.allCases { ordered[key] = all[key] }
    return ordered
  }
}
