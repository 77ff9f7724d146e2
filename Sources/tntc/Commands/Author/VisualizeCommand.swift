import ArgumentParser
import Diagnostics
import GraphDrawing
import Terminal
import WorkflowModel

struct VisualizeCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case mermaid
    case svg
  }

  static let configuration = CommandConfiguration(
    commandName: "visualize",
    abstract: "Draws the graph of a workflow, with its stages.",
    discussion:
      "Mermaid is what Markdown on GitHub and GitLab shows as a picture; SVG is a picture by itself.")

  @Argument(help: "A workflow directory.")
  var directory = "."

  @Option(help: "mermaid or svg.")
  var format = Format.mermaid

  func run() throws {
    try reportingErrors {
      let file = try EngineProgram.workflowFile(of: directory)
      let reading = try SourceReader.read(directory, links: .refuse)
      let read = WorkflowReader.read(reading.source, path: file)
      guard let workflow = read.workflow else { throw InvalidInput(reading.findings + read.findings) }
      FindingFormat.text.report(reading.findings + read.findings)
      let drawing = Drawing(workflow)
      switch format {
      case .mermaid: Console.data(MermaidDrawing.text(drawing))
      case .svg: Console.data(SVGDrawing.file(drawing, title: workflow.name))
      }
    }
  }
}
