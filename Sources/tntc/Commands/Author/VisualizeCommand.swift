import ArgumentParser
import Diagnostics
import GraphDrawing
import Terminal
import WorkflowModel

struct VisualizeCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case mermaid
    case svg
    case table
  }

  static let configuration = CommandConfiguration(
    commandName: "visualize",
    abstract: "Draws the graph of a workflow and what it reaches.",
    discussion:
      "Mermaid is what Markdown on GitHub and GitLab shows as a picture; SVG is a picture by itself. The table tells "
      + "which node may reach what, and which line of workflow.yaml says so.")

  @Argument(help: "A workflow directory.")
  var directory = "."

  @Option(help: "mermaid, svg or table.")
  var format = Format.mermaid

  func run() throws {
    try reportingErrors {
      let file = try EngineProgram.workflowFile(of: directory)
      let reading = try SourceReader.read(directory, links: .refuse)
      let read = WorkflowReader.read(reading.source, path: file)
      guard let workflow = read.workflow else { throw InvalidInput(reading.findings + read.findings) }
      FindingFormat.text.report(reading.findings + read.findings)
      switch format {
      case .mermaid: Console.data(MermaidDrawing.text(Drawing(workflow)))
      case .svg: Console.data(SVGDrawing.file(Drawing(workflow), title: workflow.name))
      case .table: Console.output(ReachTable(workflow.reach()).text)
      }
    }
  }
}
