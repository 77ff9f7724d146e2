package import Comparison
import Diagnostics

/// A comparison as a comment on a pull request: a table first, then details to unfold.
///
/// What has no room is cut, the least important first: the source of large files before that of small ones, source
/// before manifests, those before risks, those before rows of the table. Grave risks are cut last.
package enum MarkdownReport {
  /// What is kept free for the words about what was cut.
  private static let reserve = 5000

  package static func text(_ comparison: Comparison) -> String {
    text(comparison, MarkdownParts(comparison))
  }

  /// The table alone.
  package static func summary(_ comparison: Comparison) -> String {
    text(comparison, MarkdownParts(comparison, rowsAlone: true))
  }

  private static func text(_ comparison: Comparison, _ parts: MarkdownParts) -> String {
    var (budget, parts) = (Budget(Budget.comment - reserve), parts)
    let head = "\(title(comparison, parts.fleet))\n"
    _ = budget.take(head)
    // What people write of the risks that they accept leaves room for the risks.
    var half = Budget(budget.left / 2)
    let gate = MarkdownBlock.gate(comparison, &half)
    _ = budget.take(gate)
    if comparison.workflows.isEmpty { return "\(head)\nNo workflow changes.\n\(gate)" }
    parts.fill(&budget)
    return "\(head)\(gate)\(parts.text)"
  }

  private static func title(_ comparison: Comparison, _ fleet: Fleet) -> String {
    let places = fleet.places
    let done =
      places.workflows == 0 ? "" : "\(places.extent) \(comparison.relation.verb(places.workflows))"
    let others = comparison.workflows.count - comparison.changed.count
    let rendered = others == 0 ? "" : "\(Counted.text(others, "workflow")) only rendered by another tntc"
    let parts = [done, rendered].filter { !$0.isEmpty }
    let what = parts.isEmpty ? comparison.relation.nothing : parts.joined(separator: ", ")
    let sides = [comparison.from, comparison.to].map { MarkdownText.code(cut($0)) }
    return "### \(what) (\(sides.joined(separator: " \(comparison.relation.sign) ")))"
  }

  /// Names of sides can be of any length.
  private static func cut(_ text: String) -> String {
    text.utf8.count <= 100 ? text : "\(text.unicodeScalars.prefix(60).map(String.init).joined())…"
  }
}
