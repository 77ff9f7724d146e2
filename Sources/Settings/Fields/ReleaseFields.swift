import Files
import WorkflowModel
import YAML

/// How versions are rendered, and how they come and go.
extension SettingField {
  static let releaseFields = [templates, templatesDigest, keep, release, config, dependencies]

  package static let templates = SettingField(
    "templates", "A folder of templates that override the built-in ones.", recorded: .text,
    schema: { ["description": .string($0), "type": ["string", "null"]] },
    read: { element, file, findings in
      let read = text("a folder beside `.tentacular`") { Disk.isFolder(Path.join(file.folder, $0)) }
      return read(element, file, &findings).map { .string(Path.join(file.folder, $0.text ?? "")) }
    })

  package static let templatesDigest = derived(
    "templatesDigest", "The SHA-256 of the templates in that folder.", recorded: .text)

  package static let keep = SettingField(
    "keep", "How many versions stay in the tree.", recorded: .count,
    schema: {
      [
        "description": .string($0), "type": ["integer", "null"], "minimum": .integer(Retention.least),
      ]
    },
    read: { element, _, findings in
      findings.warn(ofHazardsIn: element)
      guard case .integer(let count) = element.value, count >= Retention.least else {
        findings.error(
          element.position,
          "expected a number of versions to keep, at least \(Retention.least), not \(SettingsReader.shown(element))"
        )
        return nil
      }
      return .integer(count)
    })

  package static let release = SettingField(
    "release", "`auto`: a rendered version goes live; `manual`: `tntc promote` makes it live.",
    recorded: RecordedShape("`auto` or `manual`") { ReleaseMode(rawValue: $0.text ?? "") != nil },
    schema: {
      [
        "description": .string($0),
        "enum": .sequence(ReleaseMode.allCases.map { .string($0.rawValue) } + [.null]),
      ]
    },
    read: text("`auto` or `manual`") { ReleaseMode(rawValue: $0) != nil })

  package static let config = SettingField(
    "config", "Merged into the `config` of a workflow, without changing its version.", recorded: .mapping,
    merge: .composition,
    schema: { WorkflowSchema.config.patched(with: ["description": .string($0)]) },
    read: { element, _, findings in
      ConfigReader.check(overlay: element, &findings)
      return element.value
    })

  package static let dependencies = SettingField(
    "dependencies",
    "Values for `contract.dependencies` by name, such as the host of a managed service.",
    recorded: .mapping, merge: .composition, schema: DependencyFilling.schema,
    read: { element, _, findings in DependencyFilling.read(element, &findings).map(Value.mapping) })
}
