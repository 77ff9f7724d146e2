import ArgumentParser
import Diagnostics
import Rendering
import Terminal
import WorkflowModel

struct TemplatesPrintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "Prints a built-in template, for a folder of your own.",
    discussion: """
      The first line names the template, the release of tntc and a digest. Keep it: `tntc templates diff` and `tntc \
      render` use it to tell when the built-in template has changed. Without NAME, the names of all templates are \
      printed.

          tntc templates print deployment.yaml > my-templates/deployment.yaml

      To change a few fields, use `patches` in the settings instead of a copy.
      """)

  @Argument(help: "The name of a template, like deployment.yaml.")
  var name: String?

  func run() throws {
    try reportingErrors {
      guard let name else {
        Console.output(BuiltinTemplates.all.map { "\($0.name)\n" }.joined())
        return
      }
      guard let bytes = BuiltinTemplates.bytes(of: name) else {
        let names = BuiltinTemplates.all.map(\.name)
        let whole = name.hasSuffix(".yaml") ? name : "\(name).yaml"
        let hint = Suggestion.nearest(to: whole, in: names).map { "did you mean `\($0)`?" }
        throw InvalidInput(
          path: name,
          "is not a built-in template; \(hint ?? "there are \(names.joined(separator: ", "))")"
        )
      }
      Console.data(Array("\(TemplateFork.comment(name, bytes))\n".utf8) + bytes)
    }
  }
}
