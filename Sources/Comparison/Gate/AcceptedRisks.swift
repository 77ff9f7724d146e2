package import Diagnostics
import WorkflowModel
import YAML

/// What `.tentacular/accepted.yaml` says: risks that a change may bring, each for one workflow and with a reason.
///
/// It is part of the change that it is for and reviewed with it.
package struct AcceptedRisks: Sendable {
  package static let name = ".tentacular/accepted.yaml"
  package static let maximumBytes = 1_000_000
  /// Of one field, in bytes: room for a paragraph, which is in every report.
  static let longestText = 2000

  /// As seen from the working directory.
  package let path: String
  /// In the order of the file.
  package let entries: [AcceptedRisk]

  package init(path: String, entries: [AcceptedRisk] = []) { (self.path, self.entries) = (path, entries) }

  /// - Throws: `InvalidInput` with everything that is wrong with the file.
  package static func read(_ bytes: [UInt8], path: String) throws(InvalidInput) -> AcceptedRisks {
    var reader = AcceptedRisksReader(findings: Findings(path: path, rule: .configuration))
    let entries = reader.entries(bytes)
    let findings = reader.findings.all.inOrder(of: bytes)
    if findings.contains(where: { $0.severity == .error }) { throw InvalidInput(findings) }
    return AcceptedRisks(path: path, entries: entries)
  }

  /// Entries that another state of the file has not.
  package func added(since other: AcceptedRisks) -> [AcceptedRisk] {
    entries.filter { entry in !other.entries.contains(where: entry.isSame) }
  }
}

private struct AcceptedRisksReader {
  private static let keys = [
    "risk", "workflow", "object", "field", "environment", "from", "to", "who", "why",
  ]
  /// Keys that may be left out.
  private static let narrowing: Set = ["object", "field", "environment", "from", "to"]
  private static let owner = "an accepted risk"

  var findings: Findings

  mutating func entries(_ bytes: [UInt8]) -> [AcceptedRisk] {
    let root = Reader.read(bytes).root { findings.error($0.position, $0.message) }
    guard let root, !root.isNull,
      let scope = FieldScope(root, owner: AcceptedRisks.name, known: ["risks"], &findings),
      let list = scope.field("risks")
    else { return [] }
    guard case .sequence(let items) = list.content else {
      findings.error(list.position, "`risks` is \(list.kind); expected a list of accepted risks")
      return []
    }
    return items.compactMap { entry($0) }
  }

  private mutating func entry(_ item: Element) -> AcceptedRisk? {
    guard let scope = FieldScope(item, owner: Self.owner, known: Self.keys, &findings) else { return nil }
    let kind = required("risk", scope).flatMap { self.kind($0.text, $0.position) }
    // Left out, a field is for any; with nothing behind it, somebody forgot what it is for.
    if case .mapping(let members) = item.content {
      for member in members where member.value.isNull && Self.narrowing.contains(member.key) {
        findings.error(
          member.keyPosition, "`\(member.key)` of \(Self.owner) is empty; expected text, or no such field")
      }
    }
    // Without it an entry would be for every workflow.
    let workflow = required("workflow", scope).flatMap { self.workflow($0.text, $0.position) }
    let (who, why) = (required("who", scope)?.text, required("why", scope)?.text)
    let (object, field) = (optional("object", scope), optional("field", scope))
    let environment = optional("environment", scope)
    let (from, to) = (version("from", scope), version("to", scope))
    guard let kind, let workflow, let who, let why else { return nil }
    return AcceptedRisk(
      kind: kind, workflow: workflow, object: object, field: field, environment: environment, from: from,
      to: to, who: who, why: why, position: item.position)
  }

  private mutating func workflow(_ text: String, _ position: Position) -> String? {
    guard let problem = NameRules.problem(withWorkflow: text) else { return text }
    findings.error(position, "\(problem); an entry is for one workflow")
    return nil
  }

  private mutating func kind(_ text: String, _ position: Position) -> RiskKind? {
    if let kind = RiskKind(rawValue: text) { return kind }
    let hint = findings.hint(for: text, in: RiskKind.allCases.map(\.rawValue))
    findings.error(
      position,
      "there is no risk `\(text)`\(hint.map { "; did you mean `\($0)`?" } ?? ""); `tntc diff --format json` "
        + "names the `kind` of each")
    return nil
  }

  private mutating func required(_ key: String, _ scope: FieldScope) -> (text: String, position: Position)? {
    guard scope.required(key, &findings) != nil else { return nil }
    return text(key, scope)
  }

  private mutating func optional(_ key: String, _ scope: FieldScope) -> String? { text(key, scope)?.text }

  private mutating func text(_ key: String, _ scope: FieldScope) -> (text: String, position: Position)? {
    guard let (text, position) = scope.text(key, &findings) else { return nil }
    if !text.utf8.contains(where: { $0 > 0x20 }) {
      findings.error(position, "`\(key)` of \(Self.owner) is empty; expected text")
      return nil
    }
    if text.utf8.count > AcceptedRisks.longestText {
      findings.error(
        position,
        "`\(key)` of \(Self.owner) has \(text.utf8.count) bytes; the limit is \(AcceptedRisks.longestText)")
      return nil
    }
    return (text, position)
  }

  private mutating func version(_ key: String, _ scope: FieldScope) -> VersionNumber? {
    guard let (text, position) = text(key, scope) else { return nil }
    do {
      return try VersionNumber(text)
    } catch {
      findings.error(position, error.reason)
      return nil
    }
  }
}
