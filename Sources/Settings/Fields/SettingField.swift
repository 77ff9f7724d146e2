import Diagnostics
import WorkflowModel
package import YAML

/// A key of settings, and all that is known of it: what it means, how the configuration writes it, how it is merged,
/// and what a lock holds of it. Reader, schema, merging, lock and README walk over `all`.
package struct SettingField: Sendable {
  package let key: String
  /// One line for people, also in the schema and in the README.
  package let documentation: String
  /// What a lock may hold of it.
  package let recorded: RecordedShape
  private let configured: Configured?

  /// How the configuration gives it.
  private struct Configured: Sendable {
    let schema: Schema
    let read: Read
    let merge: MergeRule
  }

  /// The JSON Schema, whose description is the documentation.
  typealias Schema = @Sendable (_ documentation: String) -> Value
  /// The value of an element that is not null; nil, and findings, when it is not valid.
  ///
  typealias Read = @Sendable (_ element: Element, _ text: SettingsText, _ findings: inout Findings) -> Value?

  init(
    _ key: String, _ documentation: String, recorded: RecordedShape, merge: MergeRule = .patch,
    schema: @escaping Schema, read: @escaping Read
  ) {
    (self.key, self.documentation, self.recorded) = (key, documentation, recorded)
    configured = Configured(schema: schema, read: read, merge: merge)
  }

  private init(derived key: String, _ documentation: String, recorded: RecordedShape) {
    (self.key, self.documentation, self.recorded) = (key, documentation, recorded)
    configured = nil
  }

  /// A setting that nobody writes: tntc derives it from others, and only a lock has it.
  static func derived(_ key: String, _ documentation: String, recorded: RecordedShape) -> SettingField {
    SettingField(derived: key, documentation, recorded: recorded)
  }

  package var isDerived: Bool { configured == nil }

  /// Nil for a derived one.
  package var schema: Value? { configured?.schema(documentation) }

  /// Null takes back what a wider block gives.
  func read(_ element: Element, in text: SettingsText, _ findings: inout Findings) -> Value? {
    element.isNull ? .null : configured?.read(element, text, &findings)
  }

  /// What comes of the values that several places give, later ones over earlier ones; nil for a derived one.
  func merged(_ values: [Value]) -> Value? { configured?.merge.merged(values) }
}

extension SettingField {
  /// In the order in which they are written.
  package static let all = engineFields + runFields + podFields + releaseFields
  /// Those that people write.
  package static let configurable = all.filter { !$0.isDerived }

  package static let keys = all.map(\.key)

  package init?(key: String) {
    guard let position = Self.keys.firstIndex(where: { $0.hasSameBytes(as: key) }) else { return nil }
    self = Self.all[position]
  }
}

extension SettingField: Equatable {
  package static func == (left: SettingField, right: SettingField) -> Bool { left.key == right.key }
}

extension Mapping {
  package subscript(field: SettingField) -> Value? {
    get { self[field.key] }
    set { self[field.key] = newValue }
  }
}
