import Diagnostics
import Files
import WorkflowModel
import YAML

/// Environments, and blocks of settings for all workflows, for those of a folder and for single ones.
extension ConfigurationFile {
  private static let workflows = "workflows"
  private static let folders = "folders"
  private static let extends = "extends"
  private static let context = "context"

  mutating func environments(_ scope: FieldScope) -> [Configuration.Environment] {
    guard let field = scope.field("environments") else { return [] }
    guard case .mapping(let members) = field.content else {
      findings.error(
        field.position, "`environments` is \(field.kind); expected a mapping, like `staging: {…}`")
      return []
    }
    let environments = members.map { member in
      if !NameRules.isDNSLabel(member.key) {
        findings.error(
          member.keyPosition,
          "`\(member.key)` cannot name an environment; expected lower-case letters, digits and dashes")
      }
      return Configuration.Environment(
        name: member.key, parent: parent(of: member.value),
        settings: settings(
          member.value, member.keyPosition, owner: "environment `\(member.key)`",
          alsoKnown: [Self.extends, Self.context]),
        context: context(of: member.value))
    }
    checkParents(members)
    return environments
  }

  private mutating func parent(of environment: Element) -> String? {
    guard let element = environment.member(Self.extends)?.value, !element.isNull else { return nil }
    guard case .scalar(let scalar) = element.content else {
      findings.error(
        element.position, "`\(Self.extends)` is \(element.kind); expected the name of one other environment")
      return nil
    }
    return scalar.text
  }

  private mutating func context(of environment: Element) -> String? {
    guard let field = environment.member(Self.context)?.value, !field.isNull else { return nil }
    guard case .scalar(let scalar) = field.content, !scalar.text.isEmpty else {
      findings.error(
        field.position, "expected the name of a kubectl context, not \(SettingsReader.shown(field))")
      return nil
    }
    return scalar.text
  }

  /// Every environment that is extended is there, and none extends itself.
  private mutating func checkParents(_ members: [Member]) {
    func extended(_ member: Member) -> (name: String, position: Position)? {
      guard let element = member.value.member(Self.extends)?.value, !element.isNull,
        case .scalar(let scalar) = element.content
      else { return nil }
      return (scalar.text, element.position)
    }
    let names = members.map(\.key)
    for member in members {
      guard let (name, position) = extended(member) else { continue }
      guard names.contains(where: { $0.hasSameBytes(as: name) }) else {
        let hint = Suggestion.nearest(to: name, in: names.filter { $0 != member.key })
        findings.error(
          position,
          "there is no environment `\(name)` to extend"
            + (hint.map { "; did you mean `\($0)`?" } ?? "; there are \(names.joined(separator: ", "))"))
        continue
      }
      var line = [member.key]
      while let next = members.first(where: { $0.key.hasSameBytes(as: line[line.count - 1]) }).flatMap(
        extended),
        !line.contains(next.name)
      {
        line.append(next.name)
      }
      let last = members.first { $0.key.hasSameBytes(as: line[line.count - 1]) }.flatMap(extended)
      // Each of a circle is reported, those that lead into one are not.
      if last?.name == member.key {
        let circle = (line + [member.key]).map { "`\($0)`" }.joined(separator: " extends ")
        findings.error(position, "an environment cannot extend itself: \(circle)")
      }
    }
  }

  /// - Parameters:
  ///   - position: of the key that the settings stand under.
  ///   - alsoKnown: keys that are read elsewhere.
  mutating func settings(
    _ element: Element, _ position: Position, owner: String, alsoKnown: [String] = []
  ) -> SettingsScope {
    let origin = "\(findings.path): \(owner)"
    guard !element.isNull else { return SettingsScope(common: SettingsLayer(origin: origin)) }
    let workflows = blocks(
      element, Self.workflows, expected: "a mapping from names to settings", of: owner, kind: "workflow"
    ).map { name, _, layer in (name, layer) }
    let folders = blocks(
      element, Self.folders, expected: "a mapping from folders to settings", of: owner, kind: "folder"
    ).compactMap { name, position, layer in folderSettings(name, position, layer) }
    let reader = SettingsReader(
      owner: owner, text: text, alsoKnown: alsoKnown + [Self.folders, Self.workflows])
    let common = SettingsLayer(
      origin: origin, values: reader.read(element, &findings), places: places(element, position))
    return SettingsScope(
      common: common, folders: folders, workflows: Dictionary(workflows) { _, last in last })
  }

  private func places(_ block: Element, _ position: Position) -> SettingsPlaces {
    SettingsPlaces(text: text, position: position, block: block)
  }

  /// The blocks of settings under a key of a wider block.
  private mutating func blocks(
    _ element: Element, _ key: String, expected: String, of owner: String, kind: String
  ) -> [(name: String, position: Position, layer: SettingsLayer)] {
    guard let field = element.member(key)?.value, !field.isNull else { return [] }
    guard case .mapping(let members) = field.content else {
      findings.error(field.position, "`\(key)` is \(field.kind); expected \(expected)")
      return []
    }
    return members.map { member in
      let reader = SettingsReader(owner: "\(kind) `\(member.key)` of \(owner)", text: text)
      let layer = SettingsLayer(
        origin: "\(findings.path): \(owner), \(kind) `\(member.key)`",
        values: reader.read(member.value, &findings),
        places: places(member.value, member.keyPosition), workflow: key == Self.workflows ? member.key : nil)
      return (member.key, member.keyPosition, layer)
    }
  }

  private mutating func folderSettings(
    _ name: String, _ position: Position, _ layer: SettingsLayer
  ) -> FolderSettings? {
    guard let name = folderName(name, position) else { return nil }
    let path = Path.join(folder, name)
    return FolderSettings(path: path, resolved: Path.resolvedAllowingMissing(path) ?? path, layer: layer)
  }
}
