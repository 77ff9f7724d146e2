import YAML

/// Somebody starts a run, with `tntc run --cluster` or over HTTP.
struct ManualTrigger: Trigger {
  let name: String?

  struct Draft {
    var name: String?
  }

  static let type = "manual"
  static let documentation = "`manual`"
  static let contextList: String? = nil

  static let keys = KeyTable<Draft>([
    .text("name", "The name of a trigger.", form: NameRules.trigger) { written, draft, _ in
      draft.name = written.text
    }
  ])

  static func draft(in workflow: String?) -> Draft { Draft() }

  init?(_ draft: Draft) { name = draft.name }

  var identity: String { "\(Self.type)/\(name ?? "")" }

  func repetition(ofLine line: Int) -> String {
    "a second `manual` trigger\(name.map { " with the name `\($0)`" } ?? ""), the first is on line \(line); remove one"
  }

  func context(in workflow: String) -> Mapping { [:] }
}
