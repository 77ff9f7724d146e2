import ArgumentParser
import Diagnostics
import Rendering
import Terminal
import WorkflowModel

struct TemplatesPrintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "Prints a built-in template, to be changed in a folder of templates.",
    discussion: """
      Its first line says which template of which tntc it is, with a digest; keep it, and `tntc templates diff` and \
      `tntc render` tell when the built-in one has changed since. Without NAME: the names of all, a line each.

          tntc templates print deployment.yaml > my-templates/deployment.yaml

      To change a few fields, `patches` in the settings need no copy of a template.
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
          "is no template that one of a folder can replace; \(hint ?? "there are \(names.joined(separator: ", "))")"
        )
      }
      Console.data(Array("\(TemplateFork.comment(name, bytes))\n".utf8) + bytes)
    }
  }
}
