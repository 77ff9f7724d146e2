package import YAML

/// The kinds of triggers that there are.
enum TriggerKinds {
  static let all: [any Trigger.Type] = [ManualTrigger.self, CronTrigger.self]
  /// Words that people write for kinds which may come.
  static let later = ["webhook", "queue"]

  /// Those of all kinds, as messages list them.
  static let keys: [String] = {
    let keys = Set(all.flatMap { $0.keyNames.map(ByteKey.init) }).map(\.text)
    return ["type"] + keys.sorted { $0.precedesByBytes($1) }
  }()

  static let types = all.map { $0.type }

  /// As in "expected …".
  static var expected: String { alternatives(types.map { "`\($0)`" }) }

  static func named(_ type: String) -> (any Trigger.Type)? {
    all.first { $0.type.hasSameBytes(as: type) }
  }

  /// `a`, `a or b`, `a, b or c`
  static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

extension Trigger {
  fileprivate static var keyNames: [String] { keys.keys }
}

extension Workflow {
  package var crons: [CronTrigger] { triggers.compactMap { $0 as? CronTrigger } }

  /// What templates see of the triggers, by the list in which they find them.
  package var triggerContext: [(list: String, triggers: [Mapping])] {
    TriggerKinds.all.compactMap { kind in kind.contextList.map { ($0, kind.contexts(of: self)) } }
  }
}

extension Trigger {
  fileprivate static func contexts(of workflow: Workflow) -> [Mapping] {
    workflow.triggers.compactMap { ($0 as? Self)?.context(in: workflow.name) }
  }
}
