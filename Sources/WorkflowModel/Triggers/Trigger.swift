import Diagnostics
import YAML

/// What starts a run. As a type it is all that is known of its kind: its keys with their reading and their schema, and
/// what templates see of it. A kind is made of one of these, a line in `TriggerKinds.all`, and a template of its own.
protocol Trigger: Sendable {
  /// What is read of the keys before a trigger is made of it.
  associatedtype Draft

  /// As `type:` says it.
  static var type: String { get }
  /// One of the things that `type:` may be, for people.
  static var documentation: String { get }
  /// Those beside `type`. The required ones are required of this kind alone.
  static var keys: KeyTable<Draft> { get }
  /// Nothing is read yet.
  ///
  /// - Parameter workflow: its name, if it could be read.
  static func draft(in workflow: String?) -> Draft

  /// Nil when what is missing was reported.
  init?(_ draft: Draft)

  /// Nil for one without.
  var name: String? { get }
  /// Takes the name that those before leave for one without.
  ///
  /// - Parameter count: how many of its kind stand before it without a name.
  mutating func settle(
    after count: Int, in workflow: String?, _ position: Position, _ findings: inout Findings)

  /// What no two triggers of a workflow share.
  var identity: String { get }
  /// The message about a trigger that shares it with one before, which stands on `line`.
  func repetition(ofLine line: Int) -> String

  /// The list in which templates find the triggers of this kind; nil when they see nothing of them.
  static var contextList: String? { get }
  /// What templates find there of one, before what every run has is added.
  func context(in workflow: String) -> Mapping
}

extension Trigger {
  mutating func settle(
    after count: Int, in workflow: String?, _ position: Position, _ findings: inout Findings
  ) {}

  static func read(_ scope: FieldScope, in workflow: String?, _ findings: inout Findings) -> (any Trigger)? {
    for key in TriggerKinds.keys.dropFirst() where !has(key) {
      if let field = scope.field(key) { findings.error(field.position, stray(key)) }
    }
    var draft = draft(in: workflow)
    keys.read(scope, into: &draft, &findings)
    return Self(draft)
  }

  static func has(_ key: String) -> Bool { keys.keys.contains(key) }

  private static func stray(_ key: String) -> String {
    let owners = TriggerKinds.all.filter { $0.has(key) }.map { "`\($0.type)`" }
    let own = keys.keys.isEmpty ? "none" : TriggerKinds.alternatives(keys.keys.map { "`\($0)`" })
    return "`\(key)` belongs to a \(TriggerKinds.alternatives(owners)) trigger; a \(type) one takes \(own)"
  }
}
