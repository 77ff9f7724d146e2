import ArgumentParser
import Diagnostics
import Files
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

struct TemplatesDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compares your templates with the built-in ones that they come from.",
    discussion: """
      When a template begins with the comment of `tntc templates print` and the built-in one has changed since, two \
      diffs are shown: your changes, and those of the built-in template. The original is taken from the history of \
      the file in git. Any other template is compared with the built-in one of this tntc.

      Exit codes are those of diff: 0 no difference, 1 differences, 2 it could not be compared.
      """)

  @Argument(
    help: "The file name of your template (default: all that replace or name a built-in one).")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "A folder of templates (default: all that the settings name).", valueName: "dir"))
  var templates: String?

  func run() throws {
    let comparisons: [TemplateComparison]
    do {
      comparisons = try compared()
    } catch {
      try reportingTrouble { throw error }
      return
    }
    let texts = comparisons.map(\.text).filter { !$0.isEmpty }
    Console.output(texts.joined(separator: "\n"))
    if !texts.isEmpty { throw Exit.invalid }
  }

  private func compared() throws -> [TemplateComparison] {
    var all: [TemplateComparison] = []
    for folder in try folders() {
      for file in try TemplateFolder.read(folder) where name == nil || file.path == name {
        if let comparison = TemplateComparison(file, in: folder) {
          all.append(comparison)
        } else if name != nil {
          throw InvalidInput(
            path: Path.join(folder, file.path),
            "does not have the name of a built-in template, and its first comment names none, so there is nothing to compare it with"
          )
        }
      }
    }
    if let name, all.isEmpty {
      throw InvalidInput(
        path: name, "no templates folder has this file; `tntc templates diff` compares all")
    }
    return all
  }

  /// Each once, as seen from the working directory.
  private func folders() throws -> [String] {
    if let templates {
      guard Disk.isFolder(templates) else { throw InvalidInput(path: templates, "there is no such folder") }
      return [Path.withoutSlashes(templates)]
    }
    let configuration = try JobFinder(tree: nil, FindingFormat.text.report).configuration
    let scopes = [configuration.defaults].compactMap(\.self) + configuration.environments.map(\.settings)
    let layers = scopes.flatMap { scope in
      scope.shared + scope.workflows.sorted { $0.key.precedesByBytes($1.key) }.map(\.value)
    }
    var seen: Set<String> = []
    let folders = layers.compactMap { $0.values[.templates]?.text }.filter {
      seen.insert(JobFinder.place(of: $0)).inserted
    }
    guard !folders.isEmpty else {
      throw InvalidInput(
        path: ConfigurationFile.name,
        "the settings name no templates folder; give one with `--templates DIR`")
    }
    return folders
  }
}
