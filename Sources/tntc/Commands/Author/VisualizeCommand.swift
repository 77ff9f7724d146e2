import ArgumentParser
import Diagnostics
import Files
import GraphDrawing
import Settings
import Terminal
import WorkflowModel
import YAML

struct VisualizeCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case mermaid
    case svg
    case table
  }

  static let configuration = CommandConfiguration(
    commandName: "visualize",
    abstract: "Draws the graph of a workflow, and the hosts that its nodes may reach.",
    discussion: """
      GitHub and GitLab show Mermaid in Markdown as a picture; SVG is a picture file. The table says which node may \
      reach which host, and which line of workflow.yaml allows it. The addresses of managed services come from the \
      settings: those of --env, or of a configuration with one tree.
      """)

  @Argument(help: "A workflow directory.")
  var directory = "."

  @Option(
    help: ArgumentHelp("The environment whose settings have the addresses of services.", valueName: "name"))
  var env: String?

  @Option(help: "How the graph is drawn.")
  var format = Format.mermaid

  func run() throws {
    try reportingErrors {
      let file = try EngineProgram.workflowFile(of: directory)
      let reading = try SourceReader.read(directory, links: .refuse)
      let read = WorkflowReader.read(reading.source, path: file)
      guard let workflow = read.workflow else { throw InvalidInput(reading.findings + read.findings) }
      FindingFormat.text.report(reading.findings + read.findings)
      let filling = try filling(of: workflow)
      switch format {
      case .mermaid: Console.data(MermaidDrawing.text(Drawing(workflow, filling: filling)))
      case .svg: Console.data(SVGDrawing.file(Drawing(workflow, filling: filling), title: workflow.name))
      case .table: Console.output(ReachTable(workflow.reach(filling: filling)).text)
      }
    }
  }

  /// What the settings say of dependencies; nothing where they are those of several environments.
  private func filling(of workflow: Workflow) throws -> Mapping {
    let finder = try JobFinder(tree: nil, FindingFormat.text.report)
    let environments = try finder.environments(env)
    guard let environment = environments.first, environments.count == 1 else { return Mapping() }
    return finder.configuration.layers(
      for: workflow.name, from: Path.resolved(directory), environment
    ).merged.mapping(.dependencies)
  }
}
