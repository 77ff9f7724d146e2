import Comparison

/// The table at the top of the page.
enum HTMLSummary {
  static func table(_ comparison: Comparison, isLinked: Bool) -> String {
    let hasEnvironments = comparison.trees.contains { $0.environment != nil }
    let names =
      (hasEnvironments ? ["environment"] : []) + ["workflow", "what happens", "source", "manifests", "risks"]
    var rows = ""
    var number = 0
    for tree in comparison.trees {
      for change in tree.workflows where change.isDone {
        let stat = DiffStat(change)
        let name = isLinked ? HTMLText.link("w\(number)", change.workflow) : HTMLText.text(change.workflow)
        let cells =
          (hasEnvironments ? [HTMLText.text(tree.environment ?? "-")] : []) + [
            "<b>\(name)</b>", HTMLText.text(ActText.headline(change)), stat.source, stat.manifests,
            stat.riskText,
          ]
        rows += "<tr>\(zip(names, cells).map { "<td data-name=\"\($0)\">\($1)</td>" }.joined())</tr>\n"
        number += 1
      }
    }
    let head = names.map { "<th scope=\"col\">\($0)</th>" }.joined()
    return "<table class=\"summary\">\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows)</tbody>\n</table>\n"
  }
}
