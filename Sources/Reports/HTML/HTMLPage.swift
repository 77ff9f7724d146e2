package import Comparison
import WorkflowModel
import YAML

/// A comparison as one page that needs nothing beside itself: no script, no network.
package enum HTMLPage {
  /// With more workflows than this they are folded.
  private static let mostUnfolded = 8

  /// - Parameter summary: the table alone.
  package static func text(_ comparison: Comparison, summaryAlone: Bool = false) -> String {
    let title = "tntc diff: \(comparison.from) → \(comparison.to)"
    let entries = comparison.trees.flatMap { tree in tree.workflows.map { (tree: tree, change: $0) } }
    let details = entries.enumerated().map { number, entry in
      HTMLWorkflow(entry.change, environment: entry.tree.environment, number: number)
        .text(isOpen: entries.count <= mostUnfolded)
    }
    return head(title) + """
      <body>
      <a class="skip" href="#main">to the content</a>
      <header><h1>\(heading(entries.count))</h1>
      <p class="faint"><code>\(HTMLText.text(comparison.from))</code> → \
      <code>\(HTMLText.text(comparison.to))</code></p></header>
      <main id="main">
      \(entries.isEmpty ? "" : HTMLSummary.table(comparison, isLinked: !summaryAlone))\
      \(summaryAlone ? "" : details.joined())</main>
      </body>
      </html>

      """
  }

  private static func heading(_ count: Int) -> String {
    count == 0
      ? "No workflow changes" : "\(Measure.counted(count, "workflow")) \(count == 1 ? "changes" : "change")"
  }

  /// Nothing may be loaded and no script may run; the one style sheet is known by its digest.
  private static func head(_ title: String) -> String {
    let policy =
      "default-src 'none'; style-src 'sha256-\(digest(HTMLStyle.text))'; base-uri 'none'; form-action 'none'"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <title>\(HTMLText.text(title))</title>
      <style>\(HTMLStyle.text)</style>
      </head>

      """
  }

  /// As Content Security Policy spells it: SHA-256 in base64.
  private static func digest(_ text: String) -> String {
    let hex = Array(DigestText.of(text.utf8).utf8.dropFirst(DigestText.prefix.utf8.count))
    let bytes = stride(from: 0, to: hex.count - 1, by: 2).compactMap { place in
      UInt8(String(decoding: hex[place...(place + 1)], as: UTF8.self), radix: 16)
    }
    return Base64.encode(bytes)
  }
}

/// The table at the top of the page.
enum HTMLSummary {
  static func table(_ comparison: Comparison, isLinked: Bool) -> String {
    let hasEnvironments = comparison.trees.contains { $0.environment != nil }
    let names =
      (hasEnvironments ? ["environment"] : []) + ["workflow", "what happens", "source", "manifests", "risks"]
    var rows = ""
    var number = 0
    for tree in comparison.trees {
      for change in tree.workflows {
        let measure = Measure(change)
        let name = isLinked ? HTMLText.link("w\(number)", change.workflow) : HTMLText.text(change.workflow)
        let cells =
          (hasEnvironments ? [HTMLText.text(tree.environment ?? "-")] : []) + [
            "<b>\(name)</b>", HTMLText.text(ActText.headline(change)), measure.source, measure.manifests,
            measure.riskText,
          ]
        rows += "<tr>\(zip(names, cells).map { "<td data-name=\"\($0)\">\($1)</td>" }.joined())</tr>\n"
        number += 1
      }
    }
    let head = names.map { "<th scope=\"col\">\($0)</th>" }.joined()
    return "<table class=\"summary\">\n<thead><tr>\(head)</tr></thead>\n<tbody>\n\(rows)</tbody>\n</table>\n"
  }
}
