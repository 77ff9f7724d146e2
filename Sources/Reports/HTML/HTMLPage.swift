package import Comparison
import Diagnostics

/// A comparison as one page that needs nothing beside itself: no script, no network.
package enum HTMLPage {
  /// With more workflows than this they are folded.
  private static let mostUnfolded = 8

  /// - Parameter summary: the table alone.
  package static func text(_ comparison: Comparison, summaryAlone: Bool = false) -> String {
    let entries = comparison.trees.flatMap { tree in
      tree.workflows.filter(\.isDone).map { (tree: tree, change: $0) }
    }
    let group = RenderingGroup(comparison)
    return HTMLFrame.page { field in
      switch field {
      case .digest: HTMLFrame.digest
      case .style: HTMLFrame.style
      case .title: HTMLText.text("tntc diff: \(comparison.from) → \(comparison.to)")
      case .heading: heading(entries.count, comparison.workflows.count - entries.count)
      case .from: HTMLText.text(comparison.from)
      case .to: HTMLText.text(comparison.to)
      case .content:
        HTMLGate.text(comparison)
          + (entries.isEmpty ? "" : HTMLSummary.table(comparison, isLinked: !summaryAlone))
          + (group.map { HTMLRendering.text($0, isWhole: !summaryAlone) } ?? "")
          + (summaryAlone ? "" : details(entries, comparison.gate))
      }
    }
  }

  private static func details(
    _ entries: [(tree: TreeDifference, change: WorkflowChange)], _ gate: Gate
  ) -> String {
    entries.enumerated().map { number, entry in
      HTMLWorkflow(entry.change, environment: entry.tree.environment, gate, number: number)
        .text(isOpen: entries.count <= mostUnfolded)
    }.joined()
  }

  /// - Parameter others: those that another tntc renders otherwise, and nothing else.
  private static func heading(_ count: Int, _ others: Int) -> String {
    let done = count == 0 ? "" : "\(Counted.text(count, "workflow")) \(count == 1 ? "changes" : "change")"
    let rendered = others == 0 ? "" : "\(Counted.text(others, "workflow")) only rendered by another tntc"
    let parts = [done, rendered].filter { !$0.isEmpty }
    return parts.isEmpty ? "No workflow changes" : parts.joined(separator: ", ")
  }
}
