import Files
import ReleaseTree

/// The lines that a plan changes, as `git diff` will show them to a reviewer.
enum PlanDiff {
  static func text(_ plan: WorkflowPlan) -> String {
    plan.changes.map { change in
      let path = Path.join(plan.folder, change.path)
      switch change.action {
      case .keep: return ""
      case .update: return UnifiedDiff.text(from: change.old, to: change.bytes, old: "a/\(path)", new: "b/\(path)")
      case .add: return UnifiedDiff.text(from: [], to: change.bytes, old: "/dev/null", new: "b/\(path)")
      case .remove:
        // A version that leaves is named in the summary; its code need not be read again.
        return change.old.isEmpty
          ? "" : UnifiedDiff.text(from: change.old, to: [], old: "a/\(path)", new: "/dev/null")
      }
    }.joined()
  }
}
