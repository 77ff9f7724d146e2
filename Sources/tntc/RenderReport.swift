import Files
import ReleaseTree

/// The summary of a render: what was added, changed, removed and kept.
struct RenderReport {
  enum Tense {
    case wrote
    case wouldWrite
    case stale
  }

  /// With more workflows than this, files are no longer listed one by one.
  private static let listedWorkflows = 20

  private let listsKept: Bool
  private var entries: [Entry] = []
  private var counts: [FileChange.Action: Int] = [:]
  private var total = 0
  private(set) var changed = 0

  private struct Entry {
    let headline: String
    let files: String
    let isChanged: Bool
    let notes: String
  }

  init(listsKept: Bool) { self.listsKept = listsKept }

  mutating func add(_ plan: WorkflowPlan) {
    total += 1
    if plan.isChanged { changed += 1 }
    for change in plan.changes { counts[change.action, default: 0] += 1 }
    let notes = PlanText.notes(plan)
    guard plan.isChanged || listsKept || !notes.isEmpty else { return }
    entries.append(
      Entry(
        headline: "\(plan.workflow): \(PlanText.headline(plan))\n",
        files: changed <= Self.listedWorkflows || listsKept ? files(plan) : "", isChanged: plan.isChanged,
        notes: notes))
  }

  private func files(_ plan: WorkflowPlan) -> String {
    var text = plan.bump.map { "  ~ \($0.path)\n" } ?? ""
    for change in plan.changes where listsKept || change.action != .keep {
      text += "  \(change.action.mark) \(Path.join(plan.folder, change.path))\n"
    }
    return text
  }

  func text(_ tense: Tense) -> String {
    let listsFiles = changed <= Self.listedWorkflows || listsKept
    var text = ""
    for entry in entries {
      text += entry.headline
      if listsFiles { text += entry.files }
      text += entry.notes
    }
    if !listsFiles { text += "(files of more than \(Self.listedWorkflows) workflows: list them with --verbose)\n" }
    return text + summary(tense)
  }

  private func summary(_ tense: Tense) -> String {
    let added = counts[.add] ?? 0
    let updated = counts[.update] ?? 0
    let removed = counts[.remove] ?? 0
    let kept = counts[.keep] ?? 0
    let workflows = Counted.text(total, "workflow")
    switch tense {
    case .stale:
      return changed == 0
        ? "\(workflows): the tree is up to date\n"
        : "\(workflows): \(changed) stale; render and commit the result\n"
    case .wrote, .wouldWrite:
      let prefix = tense == .wouldWrite ? "would be: " : ""
      return "\(workflows), \(changed) changed; \(prefix)\(Counted.text(added, "file")) added, \(updated) changed, "
        + "\(removed) removed, \(kept) kept\n"
    }
  }
}

extension FileChange.Action {
  fileprivate var mark: String {
    switch self {
    case .add: "+"
    case .update: "~"
    case .remove: "-"
    case .keep: "="
    }
  }
}
