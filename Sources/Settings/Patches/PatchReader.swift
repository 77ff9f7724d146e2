import Diagnostics
import Patches
import WorkflowModel
import YAML

/// Reads `patches:` of settings, changes to objects by their names. What comes of it holds the patch itself, wherever it
/// is written, so that a lock needs no other file.
enum PatchReader {
  static let target = "target"
  static let patch = "patch"
  /// A file, in the place of a patch.
  static let path = "path"

  static let recorded = RecordedShape("a mapping from names to a `\(target)` and a `\(patch)`") { value in
    guard case .mapping(let entries) = value else { return false }
    return entries.allSatisfy { object($0, $1).patch != nil }
  }

  /// - Parameter entries: each was checked where it came in.
  static func patches(_ entries: Mapping) -> [ObjectPatch] { entries.compactMap { object($0, $1).patch } }

  private static func object(
    _ name: String, _ entry: Value
  ) -> (patch: ObjectPatch?, problems: [PatchFailure]) {
    ObjectPatch.read(name: name, target: entry[target] ?? .null, patch: entry[patch] ?? .null)
  }

  static func read(_ element: Element, _ text: SettingsText, _ findings: inout Findings) -> Value? {
    guard case .mapping(let members) = element.content else {
      findings.error(
        element.position,
        "expected a mapping from names to patches, like `memory: {target: {kind: Deployment}, patch: {…}}`, not "
          + SettingsReader.shown(element))
      return nil
    }
    var entries = Mapping()
    for member in members {
      if !LabelReader.isName(member.key[...]) {
        findings.error(
          member.keyPosition,
          "`\(member.key)` cannot name a patch; expected at most 63 of `-_.a-zA-Z0-9`, with a letter or digit at both "
            + "ends")
      }
      entries[member.key] = member.value.isNull ? .null : entry(member, text, &findings)
    }
    return .mapping(entries)
  }

  private static func entry(_ member: Member, _ text: SettingsText, _ findings: inout Findings) -> Value? {
    guard
      let scope = FieldScope(
        member.value, owner: "patch `\(member.key)`", known: [target, patch, path], &findings),
      let target = scope.required(target, &findings),
      let change = PatchText.read(scope, of: member.key, text, &findings)
    else { return nil }
    findings.warn(ofHazardsIn: member.value)
    let value: Value = [Self.target: target.value, patch: change.root.value]
    for problem in object(member.key, value).problems {
      findings.add(
        change.finding(problem.path, "patch `\(member.key)`, \(problem.told)", in: member.value, text))
    }
    return value
  }

  @Sendable static func schema(_ documentation: String) -> Value {
    let target = SchemaParts.object(
      "Which objects it changes.",
      [
        "kind": ["description": "Their kind.", "type": "string", "pattern": "^[A-Z][A-Za-z0-9]*$"],
        "name": [
          "description": "The name of one object; `{name}` in it stands for the name of the workflow.",
          "type": "string",
          "pattern": "^(\\{name\\}|[a-z0-9])(\\{name\\}|[-a-z0-9.])*$",
        ],
        "labelSelector": [
          "description": "A label selector, in the form of `kubectl get --selector`.", "type": "string",
        ],
      ], required: ["kind"])
    let operations: [Value] = [
      operation(["add", "replace", "test"], also: "value"), operation(["move", "copy"], also: "from"),
      operation(["remove"], also: nil),
    ]
    let entry = SchemaParts.object(
      nil,
      [
        Self.target: target,
        patch: [
          "description": "A strategic merge patch, a JSON patch (RFC 6902), or a text that holds either.",
          "anyOf": [
            ["type": "object", "minProperties": 1],
            ["type": "array", "minItems": 1, "items": ["anyOf": .sequence(operations)]],
            ["type": "string"],
          ],
        ],
        path: ["description": "A file of the repository that holds the patch.", "type": "string"],
      ], required: [Self.target]
    ).patched(with: ["oneOf": [["required": [.string(patch)]], ["required": [.string(path)]]]])
    return [
      "description": .string(documentation), "type": ["object", "null"],
      "propertyNames": ["pattern": .string(LabelReader.valuePattern), "minLength": 1],
      "additionalProperties": ["anyOf": [["type": "null"], entry]],
    ]
  }

  /// The schema of operations of RFC 6902.
  ///
  /// - Parameter key: what they need beside `op` and `path`.
  private static func operation(_ names: [Value], also key: String?) -> Value {
    var members: Mapping = ["op": ["enum": .sequence(names)], "path": ["type": "string", "pattern": "^/"]]
    if let key { members[key] = key == "from" ? ["type": "string", "pattern": "^/"] : [:] }
    return SchemaParts.object(nil, members, required: ["op", "path"] + [key].compactMap(\.self))
  }
}
