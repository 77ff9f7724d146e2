import TestSupport
import Testing
import YAML

@testable import WorkflowModel

/// The schema of triggers is made of what the kinds say, so a kind that is not there yet shows whether it can be.
struct TriggerSchemaTests {
  private struct MadeUpTrigger: Trigger {
    static let type = "queue"
    static let documentation = "`queue` with a subject"
    static let contextList: String? = "queues"
    static let keys = KeyTable<String?>([
      .text("subject", "What to listen to.", .required, form: NameRules.node) {
        $1 = $0.text
        _ = $2
      },
      .text("name", "The name of a trigger.", form: NameRules.trigger) { _, _, _ in },
      .text("timeZone", "Of a cron trigger, too.", form: TimeZoneName.form) { _, _, _ in },
    ])

    static func draft(in workflow: String?) -> String? { nil }
    init?(_ draft: String?) { if draft == nil { return nil } }
    var name: String? { nil }
    var identity: String { "queue" }
    func repetition(ofLine line: Int) -> String { "a second one" }
    func context(in workflow: String) -> Mapping { [:] }
  }

  private static let cases: [(trigger: Value, isRight: Bool)] = [
    (["type": "manual"], true), (["type": "manual", "name": .null, "subject": .null], true),
    (["type": "manual", "name": "a"], true), (["type": "manual", "timeZone": "UTC"], false),
    (["type": "manual", "subject": "a"], false),
    (["type": "cron", "schedule": "* * * * *"], true), (["type": "cron"], false),
    (["type": "cron", "schedule": .null], false),
    (["type": "cron", "schedule": "* * * * *", "name": "a", "subject": .null], true),
    (["type": "cron", "schedule": "* * * * *", "subject": "a"], false),
    (["type": "queue", "subject": "a"], true), (["type": "queue", "subject": "a", "name": "b"], true),
    (["type": "queue"], false), (["type": "queue", "subject": "A"], false),
    (["type": "queue", "subject": "a", "schedule": "* * * * *"], false),
    (["type": "queue", "subject": "a", "timeZone": "UTC"], true), (["type": "other"], false), ([:], false),
  ]

  @Test(.needs(.python)) func `each kind takes its own keys, and those that it shares`() throws {
    let kinds: [any Trigger.Type] = TriggerKinds.all + [MadeUpTrigger.self]
    let question: Value = [
      "schema": TriggerSchema.item(kinds), "triggers": .sequence(Self.cases.map(\.trigger)),
    ]
    let program = """
      import json, sys, jsonschema
      question = json.load(sys.stdin)
      validator = jsonschema.Draft7Validator(question["schema"])
      print(json.dumps([validator.is_valid(one) for one in question["triggers"]]))
      """
    let outcome = try Tool.python.run(["-c", program], input: Array(JSON.compact(question).utf8))
    #expect(outcome.errors == "")
    guard case .sequence(let answers) = try JSON.element(outcome.output).value else {
      Issue.record("no list: \(outcome.output)")
      return
    }
    for (answer, (trigger, isRight)) in zip(answers, Self.cases) {
      #expect(answer == .bool(isRight), "\(JSON.compact(trigger))")
    }
    #expect(answers.count == Self.cases.count)
  }

  @Test(arguments: [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
  func alternatives(words: [String], text: String) {
    #expect(TriggerKinds.alternatives(words) == text)
  }
}
