import Comparison

/// The table at the top of the page.
enum HTMLSummary {
  static func table(
    _ entries: [FleetEntry], _ comparison: Comparison, _ digests: ShortDigests, isLinked: Bool
  ) -> String {
    let hasEnvironments = comparison.trees.contains { $0.environment != nil }
    let names =
      (hasEnvironments ? ["environment"] : []) + [
        "workflow", comparison.relation.acts, "source", "manifests", "risks",
      ]
    var rows = ""
    for (number, entry) in entries.enumerated() {
      let stat = DiffStat(entry)
      let workflow = entry.change.workflow
      let name = isLinked ? HTMLText.link("w\(number)", workflow) : HTMLText.text(workflow)
      let environments = [entry.tree.environment ?? "-"] + entry.copies
      let cells =
        (hasEnvironments ? [HTMLText.text(environments.joined(separator: ", "))] : []) + [
          "<b>\(name)</b>", HTMLText.text(digests.text(entry.headline)), stat.source, stat.manifests,
          stat.riskText,
        ]
      rows += "<tr>\(zip(names, cells).map { "<td data-name=\"\($0)\">\($1)</td>" }.joined())</tr>\n"
    }
    let head = names.map { "<th scope=\"col\">\($0)</th>" }.joined()
    return "<table class=\"summary\">\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows)</tbody>\n</table>\n"
  }
}
