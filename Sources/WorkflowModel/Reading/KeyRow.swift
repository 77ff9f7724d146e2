import Diagnostics
import YAML

/// One key of a mapping of workflow.yaml: all that is known of it, for messages, the reader and the JSON Schema.
///
/// `Draft` is what is being made of the mapping. A row takes part in it through closures that capture nothing which
/// changes, so reading allocates nothing for them.
struct KeyRow<Draft>: Sendable {
  enum Presence: Sendable {
    case required
    /// Null stands for a key that is not there.
    case optional
  }

  let key: String
  /// For people, in editors.
  let documentation: String?
  let presence: Presence
  /// What findings about the value are about; nil for the same as those about the mapping.
  let rule: Finding.Rule?
  /// Of the JSON Schema, without null; nil when `constraints` tell it.
  let type: String?
  /// All else that the JSON Schema says of the value.
  let constraints: @Sendable () -> Mapping
  /// Checks a value that is not null, and keeps it.
  let read: @Sendable (Element, inout Draft, inout Findings) -> Void

  /// - Parameter presence: the row's own, or that of a mapping which asks for less.
  func schema(_ presence: Presence) -> Value {
    var schema = Mapping()
    if let documentation { schema["description"] = .string(documentation) }
    if let type { schema["type"] = presence == .required ? .string(type) : [.string(type), "null"] }
    for (key, value) in constraints() { schema[key] = value }
    return .mapping(schema)
  }
}

/// The keys of one mapping, in the order of messages and of the JSON Schema.
struct KeyTable<Draft>: Sendable {
  let rows: [KeyRow<Draft>]
  let keys: [String]

  init(_ rows: [KeyRow<Draft>]) {
    self.rows = rows
    keys = rows.map(\.key)
  }

  /// Reads a mapping that has these keys alone.
  ///
  /// - Parameter owner: what the mapping is, as in "`owner` has no `key`".
  /// - Returns: false when it is not a mapping at all.
  func read(
    _ element: Element, owner: String, into draft: inout Draft, _ findings: inout Findings
  ) -> Bool {
    guard let scope = FieldScope(element, owner: owner, known: keys, &findings) else { return false }
    read(scope, into: &draft, &findings)
    return true
  }

  /// Reads these keys of a mapping whose other keys are known, or ignored.
  func read(_ scope: FieldScope, into draft: inout Draft, _ findings: inout Findings) {
    for index in 0..<keys.count {
      if let rule = rows[index].rule { findings.rule = rule }
      let key = keys[index]
      let isRequired = rows[index].presence == .required
      guard let field = isRequired ? scope.required(key, &findings) : scope.field(key) else { continue }
      rows[index].read(field, &draft, &findings)
    }
  }

  /// Reports the keys of an open mapping that are not among these.
  ///
  /// - Parameter owner: what the mapping is, as in "`key` of `owner`".
  func tellOfOthers(in members: [Member], of owner: String, _ findings: inout Findings) {
    for member in members where !keys.contains(where: { $0.hasSameBytes(as: member.key) }) {
      let message = "`\(member.key)` of \(owner) has no effect"
      if let hint = findings.hint(for: member.key, in: keys) {
        findings.warning(member.keyPosition, "\(message); did you mean `\(hint)`?")
      } else {
        findings.notice(member.keyPosition, message)
      }
    }
  }

  var required: [String] { rows.filter { $0.presence == .required }.map(\.key) }

  /// What a JSON Schema says of each key.
  var properties: Mapping { Mapping(rows.map { ($0.key, $0.schema($0.presence)) }) }

  /// The JSON Schema of a mapping that has these keys alone.
  func schema(_ documentation: String?) -> Value {
    SchemaParts.object(documentation, properties, required: required)
  }
}
