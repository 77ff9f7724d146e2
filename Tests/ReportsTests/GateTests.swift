import Diagnostics
import Releases
import Testing
import WorkflowModel
import YAML

@testable import Comparison

/// Which entries of `.tentacular/accepted.yaml` accept which risks, and what blocks.
struct GateTests {
  private static let usual = "risk: schedule, workflow: w, who: ana, why: nights are quiet"
  /// A schedule that changes with 1.1, beside pods that restart.
  private static let row = """
    {from: {}, to: {versions: ['1.0', '1.1'], live: '1.1'}, set: {'cronjob/w-cron spec.schedule': '45 2 * * *'}}
    """

  private func comparison(_ row: String, in environment: String? = nil) throws -> Comparison {
    let content = try #require(try Reader.read(Array(row.utf8)).valid()?.value)
    let change = try #require(try DifferenceTableTests.change(content))
    let tree = TreeDifference(environment: environment, tree: "deploy", workflows: [change])
    return Comparison(from: "a", to: "b", trees: [tree])
  }

  private func accepted(_ entries: [String]) throws -> AcceptedRisks {
    let list = entries.map { "- {\($0)}\n" }.joined()
    return try AcceptedRisks.read(Array("risks:\n\(list)".utf8), path: AcceptedRisks.name)
  }

  private let none = AcceptedRisks(path: AcceptedRisks.name)

  @Test(arguments: [
    ("", true), ("from: 1.0, to: 1.1", true), ("to: 1.1", true), ("from: 1.0", true),
    ("to: 1.2", false), ("from: 0.9", false), ("object: cronjob/w-cron", true), ("object: cronjob/w", false),
    ("object: cronjob/w-cron, field: spec.schedule", true), ("field: spec.suspend", false),
    ("environment: production", true), ("environment: staging", false),
  ])
  func `an entry accepts what it names`(more: String, isAccepted: Bool) throws {
    let entries = try accepted([Self.usual + (more.isEmpty ? "" : ", \(more)")])
    let judged = try comparison(Self.row, in: "production").judged(
      by: Gate(.low, accepted: entries, before: none))
    let change = try #require(judged.workflows.first)
    let risk = try #require(change.risks.first { $0.kind == .scheduleChanged })
    #expect(change.acceptances(of: risk).isEmpty != isAccepted)
    #expect(judged.gate.blocks(risk, of: change) != isAccepted)
    #expect(judged.gate.unused.isEmpty == (isAccepted || more.contains("staging")))
  }

  @Test(arguments: [
    (Self.usual.replacing("schedule", with: "program"), false),
    (Self.usual.replacing("workflow: w", with: "workflow: v"), false),
    (Self.usual.replacing("schedule", with: "pods-restart"), false),
  ])
  func `an entry for something else accepts nothing`(entry: String, isAccepted: Bool) throws {
    let judged = try comparison(Self.row).judged(
      by: Gate(.low, accepted: try accepted([entry]), before: none))
    let change = try #require(judged.workflows.first)
    let risk = try #require(change.risks.first { $0.kind == .scheduleChanged })
    #expect(change.acceptances(of: risk).isEmpty != isAccepted)
  }

  @Test func `a list is accepted as a whole`() throws {
    let removed = "{to: none}"
    func isBlocked(_ entries: [String]) throws -> Bool {
      try comparison(removed).judged(by: Gate(.medium, accepted: try accepted(entries), before: none))
        .isBlocked
    }
    let usual = "risk: deleted, workflow: w, who: ana, why: it is over"
    #expect(try !isBlocked([usual]))
    #expect(try isBlocked(["\(usual), object: deployment/w"]))
  }

  @Test func `several versions that one change brings are accepted one by one`() throws {
    let row =
      "{from: {}, to: {versions: ['1.0', '1.1', '1.2'], live: '1.1'}, set: {'cronjob/w-cron spec.schedule': '45 2 * * *'}}"
    func isAccepted(_ versions: [String]) throws -> Bool {
      let entries = try accepted(versions.map { "\(Self.usual), to: \($0)" })
      let judged = try comparison(row).judged(by: Gate(.low, accepted: entries, before: none))
      let change = try #require(judged.workflows.first)
      return change.risks.contains { $0.kind == .scheduleChanged && !change.acceptances(of: $0).isEmpty }
    }
    #expect(try !isAccepted(["1.1"]))
    #expect(try !isAccepted(["1.2"]))
    #expect(try isAccepted(["1.1", "1.2"]))
  }

  @Test(arguments: [(Gate.Limit.high, 0), (.medium, 1), (.low, 2), (.none, 0)])
  func `what blocks at each level`(limit: Gate.Limit, count: Int) throws {
    let row = "{from: {}, to: {settings: {image: 'registry.example/engine:2'}}}"
    let judged = try comparison(row).judged(by: Gate(limit, accepted: none, before: none))
    #expect(judged.workflows.flatMap(\.risks).map(\.level) == [.medium, .low])
    #expect(judged.blocking.count == count)
    #expect(judged.isBlocked == (count > 0))
  }

  @Test func `what a change accepts anew and no longer is a difference`() throws {
    let (one, other) = (try accepted([Self.usual]), try accepted(["\(Self.usual), to: 1.1"]))
    let gate = Gate(.none, accepted: one, before: other)
    #expect(gate.added.map(\.to) == [nil])
    #expect(gate.removed.map { $0.to?.text } == ["1.1"])
    let same = try comparison(Self.row).judged(by: Gate(.none, accepted: one, before: one))
    #expect(!same.gate.hasChanged)
    #expect(!Comparison(from: "a", to: "b", trees: []).judged(by: gate).isEmpty)
    #expect(Comparison(from: "a", to: "b", trees: []).judged(by: same.gate).isEmpty)
  }

  @Test func `what is accepted anew is no routine`() throws {
    let row = "{from: {}, to: {versions: ['1.0', '1.1'], live: '1.1'}}"
    let entries = try accepted([Self.usual])
    #expect(try comparison(row).judged(by: Gate(.none, accepted: entries, before: entries)).isRoutine)
    #expect(try !comparison(row).judged(by: Gate(.none, accepted: entries, before: none)).isRoutine)
    #expect(
      try !comparison(row).judged(by: Gate(.none, accepted: none, before: none, isSettled: false)).isRoutine)
    #expect(!Comparison(from: "a", to: "b", trees: []).isRoutine)
  }

  @Test(arguments: [
    ("risks: [{workflow: w, who: a, why: b}]", "1:9: an accepted risk has no `risk`; it is required"),
    ("risks: [{risk: program, who: a, why: b}]", "1:9: an accepted risk has no `workflow`; it is required"),
    ("risks: [{risk: program, workflow: w, why: b}]", "1:9: an accepted risk has no `who`; it is required"),
    ("risks: [{risk: program, workflow: w, who: a}]", "1:9: an accepted risk has no `why`; it is required"),
    (
      "risks: [{risk: program, workflow: w, who: a, why: ' '}]",
      "1:51: `why` of an accepted risk is empty; expected text"
    ),
    (
      "risks: [{risk: progam, workflow: w, who: a, why: b}]",
      "1:16: there is no risk `progam`; did you mean `program`?; `tntc diff --format json` names the `kind` of each"
    ),
    (
      "risks: [{risk: program, workflow: w, who: a, why: b, objekt: c}]",
      "1:54: unknown key `objekt` in an accepted risk; did you mean `object`?"
    ),
    ("risk: []", "1:1: unknown key `risk` in .tentacular/accepted.yaml; did you mean `risks`?"),
    ("risks: {}", "1:8: `risks` is a mapping; expected a list of accepted risks"),
    (
      "risks: [{risk: program, workflow: '*', who: a, why: b}]",
      "1:35: `*` is not a workflow name; expected lower-case letters, digits and single dashes, starting with a "
        + "letter (`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`); an entry is for one workflow"
    ),
  ])
  func `what is wrong with the file is told with its place`(text: String, message: String) {
    let error = #expect(throws: InvalidInput.self) {
      try AcceptedRisks.read(Array(text.utf8), path: AcceptedRisks.name)
    }
    let told = error?.findings.map { finding in
      "\(finding.position?.line ?? 0):\(finding.position?.column ?? 0): \(finding.message)"
    }
    #expect(told == [message])
  }
}
