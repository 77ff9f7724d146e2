package import Diagnostics
package import Files
import Rendering
import WorkflowModel

/// A render of many workflows in two passes: all are read and checked before the first byte is
/// written, then one after the other is written, so that memory does not grow with their number.
package struct RenderRun {
  /// Plans of the first pass that are kept for the second; the others are made again.
  private static let keptPlans = 16

  private let directories: [String]
  private var planner: Planner
  private var kept: [WorkflowPlan] = []
  private var names = WorkflowNames()

  package private(set) var findings: [Finding] = []
  package private(set) var failures: [FileError] = []

  package init(directories: [String], tree: String, options: RenderOptions) {
    self.directories = directories
    planner = Planner(tree: tree, options: options)
  }

  package var workflows: Set<String> { names.all }

  package var hasErrors: Bool {
    !failures.isEmpty || findings.contains { $0.severity == .error }
  }

  /// Reads and checks every workflow; `visit` gets each plan.
  package mutating func check(_ visit: (WorkflowPlan) -> Void) {
    for directory in directories {
      do {
        let plan = try planner.plan(directory)
        findings += plan.warnings
        if let repeated = names.add(plan.workflow, in: directory) { findings.append(repeated) }
        if kept.count < Self.keptPlans { kept.append(plan) }
        visit(plan)
      } catch let failure as RenderFailure {
        findings += failure.findings
      } catch let failure as FileError {
        failures.append(failure)
      } catch {
        findings.append(Finding(path: directory, message: "\(error)"))
      }
    }
  }

  /// Makes every plan again before it is written: another run may have written meanwhile.
  package mutating func forgetPlans() { kept = [] }

  /// Writes what `check` found in order.
  package mutating func write(_ visit: () -> Void) throws {
    for (position, directory) in directories.enumerated() {
      let plan = position < kept.count ? kept[position] : try planner.plan(directory)
      if let bump = plan.bump { try TreeWriter.write(bump) }
      try TreeWriter.write(plan)
      visit()
    }
  }
}
