package import Comparison
import Diagnostics
import WorkflowModel
import YAML

/// What the gate says of a comparison, in words: the only place of each.
package enum GateText {
  /// The risks of more lines than this are counted; each is reported with its workflow.
  private static let mostLines = 20

  /// Line by line; none where there is nothing to say.
  package static func lines(_ comparison: Comparison) -> [String] {
    let gate = comparison.gate
    // A single workflow has a line of its own for this.
    let isTold = comparison.workflows.count > 1 || gate.limit != .none
    let routine = "routine: in all workflows only code changes, with its consequences"
    return verdict(comparison) + (comparison.isRoutine && isTold ? [routine] : [])
      + notes(gate).map { note in
        let line = note.entry.map { ":\($0.position.line)" } ?? ""
        return "\(gate.accepted.path)\(line) \(note.text)"
      }
  }

  private static func verdict(_ comparison: Comparison) -> [String] {
    let gate = comparison.gate
    let accepted = comparison.workflows.reduce(0) { sum, change in
      sum + change.allRisks.count { !change.acceptances(of: $0).isEmpty }
    }
    let taken = accepted == 0 ? "" : ", \(Counted.text(accepted, "risk")) accepted"
    if gate.limit == .none { return taken.isEmpty ? [] : [String(taken.dropFirst(2))] }
    let blocking = comparison.blocking
    if blocking.isEmpty { return ["passes --fail-on \(gate.limit.rawValue)\(taken)"] }
    let lines = blockingLines(comparison)
    let rest = lines.dropFirst(mostLines).reduce(0) { $0 + $1.risks }
    return [
      "blocked by --fail-on \(gate.limit.rawValue): \(Counted.text(blocking.count, "risk")) not accepted\(taken)"
    ] + lines.prefix(mostLines).map(\.text) + (rest > 0 ? ["and \(Counted.text(rest, "more risk"))"] : [])
  }

  /// The risks that block, the gravest first; the same one of several workflows in one line.
  private static func blockingLines(_ comparison: Comparison) -> [(text: String, risks: Int)] {
    let members = FleetMember.all(in: comparison)
    let scope = FleetScope(comparison)
    let said = members.enumerated().flatMap { number, member in
      member.change.allRisks.filter { comparison.gate.blocks($0, of: member.change) }.map { risk in
        Said(
          part: number, workflow: member.change.workflow,
          content: (level: risk.level, text: "\(risk.level.rawValue) \(subject(risk))"))
      }
    }
    let groups = Alike.all(said, by: \.text) { ($0.level, WithoutName.text($0.text, $1)) }
    return Risk.Level.allCases.flatMap { level in
      groups.filter { $0.content.level == level }.flatMap { group -> [(text: String, risks: Int)] in
        let places = FleetPlaces(group.parts.sorted().map { members[$0] }, in: scope)
        if places.workflows >= Fleet.several {
          return [("\(group.content.text), in \(places.extent)", group.items.count)]
        }
        return group.items.map { ("\(members[said[$0].part].name): \(said[$0].content.text)", 1) }
      }
    }
  }

  /// As an entry names it.
  private static func subject(_ risk: Risk) -> String {
    let facts = risk.facts
    let parts = [facts.object, facts.path].compactMap(\.self)
    return parts.isEmpty ? risk.kind.rawValue : "\(risk.kind.rawValue) (\(parts.joined(separator: ", ")))"
  }

  private static func unused(_ entry: AcceptedRisk) -> String {
    "accepts no risk of this change: \(entry.kind.rawValue) of \(scope(entry)); remove the entry once its change is "
      + "merged"
  }

  /// `wider-network of w (node/a), 1.0 → 1.1, by ana: why`.
  static func text(_ entry: AcceptedRisk) -> String {
    "\(entry.kind.rawValue) of \(scope(entry)), by \(entry.who): \(entry.why)"
  }

  private static func scope(_ entry: AcceptedRisk) -> String {
    let parts = [entry.object, entry.field].compactMap(\.self)
    let versions =
      switch (entry.from?.text, entry.to?.text) {
      case (let from?, let to?): "\(from) → \(to)"
      case (let from?, nil): "from \(from) on"
      case (nil, let to?): "to \(to)"
      case (nil, nil): "any version"
      }
    return entry.workflow + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
      + (entry.environment.map { " in \($0)" } ?? "") + ", \(versions)"
  }

  /// What becomes of one risk; nothing where no gate is set, and nobody accepts it.
  package static func fate(of risk: Risk, _ change: WorkflowChange, _ gate: Gate) -> [String] {
    change.acceptances(of: risk).map(acceptance) + (gate.blocks(risk, of: change) ? ["blocks"] : [])
  }

  package static func acceptance(_ entry: AcceptedRisk) -> String { "accepted by \(entry.who): \(entry.why)" }

  /// For a workflow in which a person has to look only at code.
  static func routine(_ change: WorkflowChange) -> String? {
    change.isRoutine ? "routine: only code changes, with its consequences" : nil
  }

  /// What a reviewer has to know of the file itself, each with the entry that it is about.
  fileprivate static func notes(_ gate: Gate) -> [(text: String, entry: AcceptedRisk?)] {
    gate.added.map { ("newly accepted: \(text($0))", $0) }
      // A removed entry has no line.
      + gate.removed.map { ("no longer accepted: \(text($0))", nil) }
      + gate.unused.map { (unused($0), $0) }
  }

  // MARK: For programs

  static func value(_ comparison: Comparison) -> Value {
    let gate = comparison.gate
    return [
      "failOn": .string(gate.limit.rawValue), "blocked": .bool(comparison.isBlocked),
      "file": .string(gate.accepted.path), "settled": .bool(gate.isSettled),
      "added": .sequence(gate.added.map(value)), "removed": .sequence(gate.removed.map(value)),
      "unused": .sequence(gate.unused.map(value)),
    ]
  }

  static func value(_ entry: AcceptedRisk) -> Value {
    func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
    return [
      "risk": .string(entry.kind.rawValue), "workflow": .string(entry.workflow), "object": text(entry.object),
      "field": text(entry.field), "environment": text(entry.environment), "from": text(entry.from?.text),
      "to": text(entry.to?.text), "who": .string(entry.who), "why": .string(entry.why),
      "line": .integer(entry.position.line),
    ]
  }
}

extension Gate {
  /// What a reviewer has to know of the file with accepted risks, each with the entry that it is about; nil for one that
  /// is gone.
  package var notes: [(text: String, entry: AcceptedRisk?)] { GateText.notes(self) }
}
