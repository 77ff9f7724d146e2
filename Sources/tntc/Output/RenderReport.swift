import Diagnostics
import Releases
import Terminal
import Tree

/// The summary of a render: what was added, changed, removed and kept.
struct RenderReport {
  enum Tense {
    case wrote
    case wouldWrite
    case stale
  }

  /// With more workflows than this, files are no longer listed one by one.
  private static let listedWorkflows = 20

  /// In the order of the workflow directories.
  let entries: [Entry]
  private let listsFiles: Bool
  private let listsKept: Bool

  /// What the summary needs of one plan.
  struct Entry: Sendable {
    let workflow: String
    let headline: String
    let text: StyledText
    let files: StyledText
    let notes: String
    /// Objects that stay in the cluster where no controller takes them away.
    let left: [ObjectReference]
    let isChanged: Bool
    /// See `WorkflowPlan.isStale`.
    let isStale: Bool
    let folder: String
    /// What this tntc makes differently of the same inputs.
    let older: OlderRendering?
    /// Whether files are missing that its lock lists, or there is no lock of it.
    let lacksFiles: Bool
    let rendered: RenderedNumber?
    /// See `PlanText.warnings`.
    let warnings: [Finding]
    /// See `WorkflowPlan.newSource`.
    let newSource: [String]
    /// Why a version that is new in the tree would fail in a pod.
    let errors: [Finding]
    let counts: [FileChange.Action: Int]

    /// - Parameters:
    ///   - change: what happens to the workflow, in words.
    ///   - checksCode: whether its code is compared with its contract; once is enough where several trees get it.
    init(_ plan: WorkflowPlan, _ change: String, listsKept: Bool, checksCode: Bool = true) {
      (isChanged, isStale, older, folder) = (plan.isChanged, plan.isStale, plan.older, plan.folder)
      (newSource, rendered) = (plan.newSource, plan.rendered)
      errors = checksCode ? plan.new?.drift().filter { $0.severity == .error } ?? [] : []
      workflow = plan.workflow
      let added = plan.changes.filter { $0.action == .add }.map(\.path)
      let owned = added.isEmpty ? [] : plan.previous?.ownedFiles
      lacksFiles = added.contains { owned?.contains($0) ?? true }
      (notes, warnings) = (PlanText.notes(plan), PlanText.warnings(plan))
      left = plan.removedObjects + plan.leftBehind
      var counts: [FileChange.Action: Int] = [:]
      for change in plan.changes { counts[change.action, default: 0] += 1 }
      self.counts = counts
      let isShown = isChanged || listsKept || !notes.isEmpty
      headline = "\(plan.workflow): \(change)"
      text = isShown ? Self.line(headline) : ""
      files = isShown ? PlanText.files(plan, listsKept: listsKept) : ""
    }

    fileprivate static func line(_ headline: String) -> StyledText {
      "\(FindingText.oneLine(headline), .strong)\n"
    }
  }

  /// - Parameters:
  ///   - listsFiles: list the files of however many workflows.
  ///   - listsKept: list workflows that are an older rendering among those that are stale.
  init(_ entries: [Entry], listsFiles: Bool, listsKept: Bool = false) {
    (self.entries, self.listsKept) = (entries, listsKept)
    self.listsFiles = listsFiles
  }

  var changed: Int { entries.count(where: \.isChanged) }

  var stale: Int { entries.count(where: \.isStale) }

  /// Those that an older rendering is all that is the matter with.
  var older: [(folder: String, older: OlderRendering)] {
    entries.filter { !$0.isStale }.compactMap { entry in entry.older.map { (entry.folder, $0) } }
  }

  /// Those of which something else changes as well.
  var takenAlong: [(folder: String, older: OlderRendering)] {
    entries.filter(\.isStale).compactMap { entry in entry.older.map { (entry.folder, $0) } }
  }

  func text(_ tense: Tense) -> StyledText {
    var text = StyledText()
    let told = entries.filter { tense != .stale || listsKept || $0.older == nil || $0.isStale }
    let listsFiles = listsFiles || told.count(where: \.isChanged) <= Self.listedWorkflows
    for entry in told {
      text += entry.text
      if listsFiles { text += entry.files }
      text.append(entry.notes, nil)
    }
    if !listsFiles {
      text += "(files of more than \(Self.listedWorkflows) workflows: list them with --verbose)\n"
    }
    return text + StyledText(summary(tense))
  }

  /// A line for each workflow, changed or not, and what is left to do of all.
  func lines(_ tense: Tense) -> StyledText {
    let calls = PlanText.deletions(of: entries.flatMap(\.left)).map { "without a controller: \($0)\n" }
    return entries.map { Entry.line($0.headline) }.joined() + StyledText(summary(tense) + calls.joined())
  }

  private func summary(_ tense: Tense) -> String {
    func count(_ action: FileChange.Action) -> Int { entries.reduce(0) { $0 + ($1.counts[action] ?? 0) } }
    let workflows = Counted.text(entries.count, "workflow")
    switch tense {
    case .stale:
      let old = older.isEmpty ? "" : ", \(older.count) rendered by an older tntc"
      if stale > 0 { return "\(workflows): \(stale) stale\(old); render and commit the result\n" }
      return "\(workflows): \(old.isEmpty ? "the tree is up to date" : "none stale\(old)")\n"
    case .wrote, .wouldWrite:
      let prefix = tense == .wouldWrite ? "would be: " : ""
      return "\(workflows), \(changed) changed; \(prefix)\(Counted.text(count(.add), "file")) added, "
        + "\(count(.update)) changed, \(count(.remove)) removed, \(count(.keep)) kept\n"
    }
  }
}
