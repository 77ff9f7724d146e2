/// One change of one workflow that needs no source: planned when it is made, written later.
package struct PlannedChange {
  private let tree: String
  private let makePlan: () throws -> WorkflowPlan
  /// Nil while there is no tree.
  private var lock: TreeMutex?
  package private(set) var plan: WorkflowPlan

  /// - Parameter plan: makes the plan; called while no other run can write to the tree, and once more when
  ///   the tree is made only to be written to.
  package init(tree: String, _ plan: @escaping () throws -> WorkflowPlan) throws {
    (self.tree, makePlan) = (tree, plan)
    lock = try TreeMutex(tree: tree)
    self.plan = try plan()
  }

  package mutating func write() throws {
    guard plan.changesTree else { return }
    if lock == nil {
      lock = try TreeMutex(making: tree)
      plan = try makePlan()
    }
    try TreeWriter.write(plan.writing)
  }
}
