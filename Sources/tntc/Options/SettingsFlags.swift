import ArgumentParser
import Settings
import Tree
import WorkflowModel
import YAML

/// Settings of a workflow that flags give; the lock records them, and an empty value takes one back.
struct SettingsFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The namespace, written to kustomization.yaml.",
      valueName: "name"))
  var namespace: String?

  @Option(
    help: ArgumentHelp(
      "The engine image, as NAME:TAG, NAME@sha256:… or with both; written to kustomization.yaml.",
      valueName: "reference"))
  var image: String?

  @Option(help: ArgumentHelp("The RuntimeClass of the pods, like gvisor.", valueName: "name"))
  var runtimeClass: String?

  @Option(
    help: ArgumentHelp(
      "A folder of templates that replace the built-in ones of the same name, or add to them.",
      valueName: "dir"))
  var templates: String?

  func validate() throws {
    if let namespace, !namespace.isEmpty, !NameRules.isDNSLabel(namespace) {
      throw ValidationError(
        "--namespace \(namespace): expected at most 63 lower-case letters, digits and dashes (RFC 1123)")
    }
    if let runtimeClass, !runtimeClass.isEmpty, !NameRules.isDNSSubdomain(runtimeClass) {
      throw ValidationError(
        "--runtime-class \(runtimeClass): expected lower-case letters, digits, dashes and dots (RFC 1123)")
    }
  }

  var renderOptions: RenderOptions {
    var options = RenderOptions()
    options.flags[.image] = image.map(Self.value)
    options.flags[.namespace] = namespace.map(Self.value)
    options.flags[.runtimeClass] = runtimeClass.map(Self.value)
    options.templates = templates
    return options
  }

  /// An empty text takes back what was recorded.
  private static func value(_ text: String) -> Value {
    text.isEmpty ? .null : .string(text)
  }
}
