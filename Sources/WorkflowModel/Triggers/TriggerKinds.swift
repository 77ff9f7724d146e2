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
  package var crons: [CronTrigger] { triggers.crons }

  /// The names of cron triggers, as settings call them.
  package var cronNames: [String] { crons.names }

  /// Names of triggers that have no schedule.
  package var otherTriggerNames: [String] {
    triggers.filter { !($0 is CronTrigger) }.compactMap(\.name)
  }

  /// The same with other cron triggers.
  ///
  /// - Parameter change: gets each with the name that settings call it.
  package func withCrons(_ change: (CronTrigger, _ name: String?) -> CronTrigger) -> Workflow {
    var workflow = self
    let crons = crons
    workflow.triggers = triggers.map { trigger -> any Trigger in
      guard let cron = trigger as? CronTrigger else { return trigger }
      return change(cron, crons.name(of: cron))
    }
    return workflow
  }

  /// What templates see of the triggers, by the list in which they find them.
  package var triggerContext: [(list: String, triggers: [Mapping])] {
    TriggerKinds.all.compactMap { kind in kind.contextList.map { ($0, kind.contexts(of: self)) } }
  }
}

extension [any Trigger] {
  var crons: [CronTrigger] { compactMap { $0 as? CronTrigger } }
}

extension [CronTrigger] {
  /// The name by which settings call one of them: the one without is `cron`, unless another has that name.
  func name(of cron: CronTrigger) -> String? {
    cron.name ?? (contains { $0.name == CronTrigger.unnamed } ? nil : CronTrigger.unnamed)
  }

  var names: [String] { compactMap(name) }
}

extension Trigger {
  fileprivate static func contexts(of workflow: Workflow) -> [Mapping] {
    workflow.triggers.compactMap { ($0 as? Self)?.context(in: workflow.name) }
  }
}
