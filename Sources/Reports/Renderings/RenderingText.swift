import Comparison
import WorkflowModel

/// What is said of another rendering beside what was done to a workflow.
enum RenderingText {
  /// Nil where one tntc wrote both sides.
  static func note(_ change: WorkflowChange) -> String? {
    guard let rendering = change.rendering else { return nil }
    switch rendering.extent {
    case .alone: return nil
    case .also: return "rendered by another tntc as well; the report lists the effects once for all workflows"
    case .unknown:
      let (from, to) = (rendering.writers.from ?? "0.1", rendering.writers.to ?? "0.1")
      if case .environments(let first, let second) = change.relation {
        return
          "tntc \(from) wrote it in \(first), and \(to) in \(second); which differences come from that "
          + "is not known here"
      }
      return
        "tntc \(from) wrote this before, and \(to) now; which differences come from that is not known here: "
        + "this tntc (\(ProgramVersion.text)) renders like neither, or the templates of one side are missing"
    }
  }
}
