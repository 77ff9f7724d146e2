import Diagnostics
import Files
import WorkflowModel
import YAML

/// Reads a block of settings. Null takes back what a wider block gives.
struct SettingsReader {
  static let keys: [SettingsKey] = SettingsKey.allCases.filter { $0 != .templatesDigest }
  static let mostReplicas = 1000

  private let owner: String
  private let folder: String
  private let known: [String]

  /// - Parameter folder: the folder that holds `.tentacular`, as seen from the working directory.
  init(owner: String, folder: String, alsoKnown: [String] = []) {
    self.owner = owner
    self.folder = folder
    known = Self.keys.map(\.rawValue) + alsoKnown
  }

  func read(_ element: Element, _ findings: inout Findings) -> Mapping {
    var values = Mapping()
    guard FieldScope(element, owner: owner, known: known, &findings) != nil,
      case .mapping(let members) = element.content
    else { return values }
    for member in members {
      guard let key = SettingsKey(rawValue: member.key), key != .templatesDigest else { continue }
      values[key] = member.value.isNull ? .null : value(key, member.value, &findings)
    }
    return values
  }

  private func value(_ key: SettingsKey, _ element: Element, _ findings: inout Findings) -> Value? {
    switch key {
    case .image:
      text(element, "an image reference like `registry/name:tag`", &findings) { ImageReference($0) != nil }
    case .runtimeClass:
      text(
        element, "the name of a RuntimeClass: lower-case letters, digits, dashes and dots (RFC 1123)",
        &findings,
        NameRules.isDNSSubdomain)
    case .namespace:
      text(
        element, "at most 63 lower-case letters, digits and dashes (RFC 1123)", &findings,
        NameRules.isDNSLabel)
    case .replicas: replicas(element, &findings)
    case .keep: keep(element, &findings)
    case .release:
      text(element, "`auto` or `manual`", &findings) { ReleaseMode(rawValue: $0) != nil }
    case .templates:
      text(element, "a folder beside `.tentacular`", &findings) { Disk.isFolder(Path.join(folder, $0)) }
        .map { .string(Path.join(folder, $0.text ?? "")) }
    case .resources: ResourceReader.read(element, &findings)
    case .nodeSelector, .labels: LabelReader.labels(element, isSelector: key == .nodeSelector, &findings)
    case .annotations: LabelReader.annotations(element, &findings)
    case .tolerations: TolerationReader.read(element, &findings)
    case .secrets: ExternalSecretsReader.read(element, &findings)
    case .config:
      overlay(element, &findings)
    case .templatesDigest: nil
    }
  }

  private func overlay(_ element: Element, _ findings: inout Findings) -> Value {
    ConfigReader.check(overlay: element, &findings)
    return element.value
  }

  private func text(
    _ element: Element, _ expected: String, _ findings: inout Findings, _ isValid: (String) -> Bool
  ) -> Value? {
    guard case .scalar(let scalar) = element.content, isValid(scalar.text) else {
      findings.error(element.position, "expected \(expected), not \(Self.shown(element))")
      return nil
    }
    return .string(scalar.text)
  }

  static func shown(_ element: Element) -> String {
    if case .scalar(let scalar) = element.content { "`\(scalar.text)`" } else { element.kind }
  }

  private func replicas(_ element: Element, _ findings: inout Findings) -> Value? {
    findings.warn(ofHazardsIn: element)
    switch element.value {
    case .integer(let count) where (0...Self.mostReplicas).contains(count): return .integer(count)
    case .string(Settings.unmanagedReplicas): return .string(Settings.unmanagedReplicas)
    default:
      findings.error(
        element.position,
        "expected a number of replicas from 0 to \(Self.mostReplicas), or `\(Settings.unmanagedReplicas)` when an "
          + "autoscaler owns it, not \(Self.shown(element))")
      return nil
    }
  }

  private func keep(_ element: Element, _ findings: inout Findings) -> Value? {
    findings.warn(ofHazardsIn: element)
    guard case .integer(let count) = element.value, count >= Retention.least else {
      findings.error(
        element.position,
        "expected a number of versions to keep, at least \(Retention.least), not \(Self.shown(element))"
      )
      return nil
    }
    return .integer(count)
  }
}
