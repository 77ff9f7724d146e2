package import Comparison
import Diagnostics

/// A comparison as one page that needs nothing beside itself: no script, no network.
package enum HTMLPage {
  /// With more workflows than this they are folded.
  private static let mostUnfolded = 8

  /// - Parameter summary: the table alone.
  package static func text(_ comparison: Comparison, summaryAlone: Bool = false) -> String {
    let fleet = Fleet(comparison)
    let entries = fleet.entries.filter { $0.isOwn && $0.original == nil }
    let group = RenderingGroup(comparison)
    return HTMLFrame.page { field in
      switch field {
      case .digest: HTMLFrame.digest
      case .style: HTMLFrame.style
      case .title: HTMLText.text("tntc diff: \(comparison.from) \(comparison.relation.sign) \(comparison.to)")
      case .heading:
        heading(fleet.places, comparison.workflows.count - fleet.entries.count, comparison.relation)
      case .from: HTMLText.text(comparison.from)
      case .to: HTMLText.text(comparison.to)
      case .content:
        HTMLGate.text(comparison) + HTMLFleet(fleet).text(isWhole: !summaryAlone)
          + (entries.isEmpty
            ? "" : HTMLSummary.table(entries, comparison, fleet.digests, isLinked: !summaryAlone))
          + (group.map { HTMLRendering.text($0, isWhole: !summaryAlone) } ?? "")
          + (summaryAlone ? "" : details(entries, comparison.gate, fleet.digests))
      }
    }
  }

  private static func details(_ entries: [FleetEntry], _ gate: Gate, _ digests: ShortDigests) -> String {
    entries.enumerated().map { number, entry in
      HTMLWorkflow(entry, gate, digests, number: number).text(isOpen: entries.count <= mostUnfolded)
    }.joined()
  }

  /// - Parameter others: those that another tntc renders differently, and nothing else.
  private static func heading(_ places: FleetPlaces, _ others: Int, _ relation: Relation) -> String {
    let done =
      places.workflows == 0 ? "" : "\(HTMLText.text(places.extent)) \(relation.verb(places.workflows))"
    let rendered = others == 0 ? "" : "\(Counted.text(others, "workflow")) only rendered by another tntc"
    let parts = [done, rendered].filter { !$0.isEmpty }
    return parts.isEmpty ? "No workflow changes" : parts.joined(separator: ", ")
  }
}
