import Files
import Rendering
import Reports
import Terminal
import TextDiff
import Tree

/// The lines that a plan changes, as `git diff` will show them to a reviewer.
enum PlanDiff {
  /// New folders and the code of versions are named in the summary; there is nothing to compare them with.
  static func text(_ plan: WorkflowPlan) -> StyledText { DiffText.text(lines(plan)) }

  static func lines(_ plan: WorkflowPlan) -> [UnifiedDiff.Line] {
    guard plan.previous != nil else { return [] }
    return plan.changes.filter { !ReleaseNames.isWriteOnce($0.path) }.flatMap { change in
      let path = Path.join(plan.folder, change.path)
      switch change.action {
      case .keep: return [UnifiedDiff.Line]()
      case .update:
        return UnifiedDiff.lines(from: change.old, to: change.bytes, old: "a/\(path)", new: "b/\(path)")
      case .add: return UnifiedDiff.lines(from: [], to: change.bytes, old: "/dev/null", new: "b/\(path)")
      case .remove: return UnifiedDiff.lines(from: change.old, to: [], old: "a/\(path)", new: "/dev/null")
      }
    }
  }
}
