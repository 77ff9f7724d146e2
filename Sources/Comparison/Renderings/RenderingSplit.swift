import Releases
package import Tree

/// Compares a workflow as two trees have it, and tells apart what was done from what another tntc makes differently.
///
/// Where both came together, the state of one side is made once more by this tntc, as a third side between the two:
/// from the old files to that it is the rendering, from that to the new ones it is what was done. That holds where
/// this tntc makes exactly what one of the sides has.
package enum RenderingSplit {
  /// Nil when nothing that counts is different.
  ///
  /// - Throws: `InvalidInput` when a version that has to be compared cannot be read.
  package static func change(
    from before: ComparedWorkflow?, to after: ComparedWorkflow?, _ renderer: inout StateRenderer
  ) throws -> WorkflowChange? {
    guard let change = try WorkflowComparison(from: before, to: after).change() else { return nil }
    guard let before, let after else { return change }
    let writers = (before.workflow.release.derived.writer, after.workflow.release.derived.writer)
    switch try third(before.workflow, after.workflow, &renderer) {
    case .none: return change
    case .same: return change.asRendering(writers)
    case .unknown: return writers.0 == writers.1 ? change : change.mixed(writers)
    case .old(let middle):
      let side = ComparedWorkflow(middle, pointers: before.pointers)
      return try split(change, from: before, side, to: after, isRenderedFirst: true)
    case .new(let middle):
      let side = ComparedWorkflow(middle, pointers: after.pointers)
      return try split(change, from: before, side, to: after, isRenderedFirst: false)
    }
  }

  private enum Third {
    case none
    /// The inputs of both sides are the same.
    case same
    /// The old state, as the new side's tntc makes it.
    case old(RetainedWorkflow)
    /// The new state, as the old side's tntc makes it.
    case new(RetainedWorkflow)
    case unknown
  }

  private static func third(
    _ before: RetainedWorkflow, _ after: RetainedWorkflow, _ renderer: inout StateRenderer
  ) throws -> Third {
    let (old, new) = (before.release.derived.digest, after.release.derived.digest)
    // An edited file was rendered by no tntc.
    guard old != new, try before.isAsLocked, try after.isAsLocked else { return .none }
    if before.release.hasSameInputs(as: after.release) { return .same }
    guard let was = renderer.rerendered(before), let now = renderer.rerendered(after) else { return .unknown }
    let isOld = was.release.derived.digest == old
    if now.release.derived.digest == new { return isOld ? .none : .old(was) }
    return isOld ? .new(now) : .unknown
  }

  private static func split(
    _ change: WorkflowChange, from before: ComparedWorkflow, _ middle: ComparedWorkflow,
    to after: ComparedWorkflow,
    isRenderedFirst: Bool
  ) throws -> WorkflowChange {
    let first = try WorkflowComparison(from: before, to: middle).change()
    let second = try WorkflowComparison(from: middle, to: after).change()
    let (rendering, done) = isRenderedFirst ? (first, second) : (second, first)
    let writers = (before.workflow.release.derived.writer, after.workflow.release.derived.writer)
    guard let done, let rendering else { return change }
    return WorkflowChange(
      workflow: change.workflow, before: change.before, after: change.after, acts: done.acts,
      sources: change.sources, objects: done.objects, differences: change.objects, risks: done.risks,
      rendering: RenderingChange(
        extent: .also, writers: writers, objects: rendering.objects, risks: rendering.risks),
      graph: change.graph, floatingImages: change.floatingImages)
  }
}

extension WorkflowChange {
  fileprivate func asRendering(_ writers: (String?, String?)) -> WorkflowChange {
    WorkflowChange(
      workflow: workflow, before: before, after: after, acts: [.rendered], sources: [], objects: [],
      differences: objects, risks: [],
      rendering: RenderingChange(extent: .alone, writers: writers, objects: objects, risks: risks),
      graph: graph)
  }

  fileprivate func mixed(_ writers: (String?, String?)) -> WorkflowChange {
    WorkflowChange(
      workflow: workflow, before: before, after: after, acts: acts, sources: sources, objects: objects,
      differences: objects, risks: risks,
      rendering: RenderingChange(extent: .unknown, writers: writers, objects: [], risks: []), graph: graph,
      floatingImages: floatingImages)
  }
}
