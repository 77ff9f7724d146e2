import Comparison
import Diagnostics
import Files
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel

/// What a plan means for its workflow, in words.
enum PlanText {
  /// The sentence that a comparison of the tree before and after has.
  static func change(_ plan: WorkflowPlan) -> String { ActText.headline(plan.isChanged ? acts(plan) : []) }

  /// What a render did with the version that it was given.
  static func rendered(_ plan: WorkflowPlan) -> String {
    let change = (plan.admission.map { rendered(plan, $0) } ?? change(plan)) + unpinned(plan)
    return plan.bump.map { "version raised from \($0.from.text) to \($0.to.text); \(change)" } ?? change
  }

  private static func rendered(_ plan: WorkflowPlan, _ admission: Admission) -> String {
    let version = plan.version?.text ?? ""
    return switch admission {
    case .added: plan.release.live == plan.version ? added(plan) : "\(version) added, not live"
    case .amended: "\(version) amended"
    case .withheld: plan.changesTree ? written(plan) : "unchanged"
    case .known where plan.previous?.live != plan.release.live: added(plan)
    case .known where !plan.isChanged: "unchanged"
    case .known: "\(version) as before, \(written(plan))"
    }
  }

  private static func written(_ plan: WorkflowPlan) -> String {
    if plan.isRenewal { return "only rendered by another tntc" }
    return plan.changesLockAlone ? "only records in the lock" : "manifests changed"
  }

  /// The pin that a render removes.
  private static func unpinned(_ plan: WorkflowPlan) -> String {
    guard plan.admission != nil, let pin = plan.previous?.pin, plan.release.pin == nil else { return "" }
    return ", \(ActText.text(.unpinned(pin)))"
  }

  private static func added(_ plan: WorkflowPlan) -> String {
    let version = plan.version?.text ?? ""
    return plan.previous?.live.map { "\($0.text) → \(version)" } ?? "\(version) is live"
  }

  private static func acts(_ plan: WorkflowPlan) -> [Act] {
    if plan.isRenewal { return [.rendered] }
    // What was there and cannot be read is written over.
    let acts = (try? WorkflowComparison(plan).acts()) ?? [.manifestsChanged]
    return acts.isEmpty && plan.changesTree ? [.manifestsChanged] : acts
  }

  /// The files that the plan touches, a line each.
  static func files(_ plan: WorkflowPlan, listsKept: Bool) -> StyledText {
    let raised = plan.bump.map { ["~ \($0.path)"] } ?? []
    let changes = plan.changes.filter { listsKept || $0.action != .keep }.map {
      "\($0.action.mark) \(Path.join(plan.folder, $0.path))"
    }
    return (raised + changes).map { "  \(StyledText(marked: $0))\n" }.joined()
  }

  /// Calls that delete objects, one for each namespace.
  static func deletions(of objects: [ObjectReference]) -> [String] {
    var namespaces: [String?] = []
    for object in objects where !namespaces.contains(object.namespace) { namespaces.append(object.namespace) }
    return namespaces.map { namespace in
      let names = objects.filter { $0.namespace == namespace }.map { ShellWord.quoted($0.text) }
      return "kubectl delete\(option(namespace)) \(names.joined(separator: " "))"
    }
  }

  private static func option(_ namespace: String?) -> String {
    namespace.map { " -n \(ShellWord.quoted($0))" } ?? ""
  }

  /// What a person is to look at before the change is taken.
  static func warnings(_ plan: WorkflowPlan) -> [Finding] {
    let comparison = WorkflowComparison(plan)
    var risks = ((try? comparison.fixRisks()) ?? []) + ((try? comparison.triggerRisks()) ?? [])
    if !plan.leftBehind.isEmpty { risks += (try? comparison.secretRisks()) ?? [] }
    return risks.map { Finding(.warning, path: plan.folder, message: RiskText.text($0)) }
      + (plan.new?.zoneNotices ?? [])
  }

  /// What must not go unsaid, a line each.
  static func notes(_ plan: WorkflowPlan) -> String {
    var notes: [String] = []
    notes += ReleaseText.notes(plan.release, place: plan.place)
    if plan.admission == .withheld {
      let live = plan.release.live.map { "live is \($0.text)" } ?? "no version is live"
      notes.append(
        "not added: \(plan.version?.text ?? ""), as versions get here by `tntc promote \(plan.workflow) --from … --to …`; \(live)"
      )
    }
    if !plan.dropped.isEmpty {
      notes.append(
        "left the tree, and their numbers stay taken: \(plan.dropped.map(\.text).joined(separator: ", "))")
    }
    notes += plan.removedObjects.map {
      "no longer in the tree; without a controller: kubectl delete \(ShellWord.quoted($0.text))"
        + option($0.namespace)
    }
    notes += deletions(of: plan.leftBehind).map {
      "created in another namespace; without a controller the old objects stay: \($0)"
    }
    return notes.map { "  \($0)\n" }.joined()
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
