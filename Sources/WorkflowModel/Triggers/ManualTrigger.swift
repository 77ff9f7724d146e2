import YAML

/// Somebody starts a run, with `tntc run --cluster` or over HTTP.
struct ManualTrigger: Trigger {
  static let type = "manual"
  static let documentation = "`manual`"
  static let keys = KeyTable<Void>([])
  static let contextList: String? = nil

  static func draft(in workflow: String?) {}

  init?(_ draft: Void) {}

  var identity: String { Self.type }

  func repetition(ofLine line: Int) -> String {
    "a second `manual` trigger, the first is on line \(line); remove one"
  }

  func context(in workflow: String) -> Mapping { [:] }
}
