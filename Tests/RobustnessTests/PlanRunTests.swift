import Diagnostics
import Foundation
import TestSupport
import Testing
import Tree
import YAML

/// The two passes of a run whose budget keeps no plan of the first one.
struct PlanRunTests {
  private static let names = ["alpha", "beta"]
  /// Of so many workflows none is kept.
  private static let nothing = PlanBudget(workflows: 1_000_000)

  private func run(_ workshop: Workshop, _ budget: PlanBudget? = nil) -> PlanRun {
    var options = RenderOptions()
    options.flags["image"] = "registry.example/engine:1"
    let directories = Self.names.map { workshop.folder.appending(path: "flows/\($0)").path }
    return PlanRun(directories: directories, tree: workshop.tree.path, options: options, budget: budget)
  }

  private func render(_ workshop: Workshop, _ budget: PlanBudget? = nil) throws -> Snapshot {
    var run = run(workshop, budget)
    _ = run.check { $0.workflow }
    #expect(run.problems.isEmpty)
    try run.write {}
    return try Snapshot(of: workshop.tree)
  }

  @Test func `planned again, a workflow is written as it was planned`() throws {
    try Workshop.with { workshop in
      for name in Self.names { try workshop.write(name) }
      try workshop.vendor("beta")
      let other = try workshop.copy(to: workshop.beside("other"))
      #expect(try render(workshop, Self.nothing) == render(other))
      for place in [workshop, other] { try place.write("alpha", version: "1.1", code: "second") }
      #expect(try render(workshop, Self.nothing) == render(other))
    }
  }

  @Test func `a source that changes between the passes is checked again`() throws {
    try Workshop.with { workshop in
      for name in Self.names { try workshop.write(name) }
      var run = run(workshop, Self.nothing)
      _ = run.check { $0.workflow }
      let module = workshop.folder.appending(path: "flows/beta/nodes/work.ts")
      try Data("import \"./missing.ts\";\nexport default () => 1;\n".utf8).write(to: module)
      let failure = #expect(throws: InvalidInput.self) { try run.write {} }
      let findings = failure?.findings ?? []
      #expect(findings.contains { $0.message.contains("./missing.ts") }, "\(findings)")
    }
  }
}
