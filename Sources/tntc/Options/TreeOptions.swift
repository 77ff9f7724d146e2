import ArgumentParser

/// The options of every command that works on a tree.
struct TreeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder of the output tree (default: `tree` of the configuration, else deploy).", valueName: "dir"))
  var tree: String?

  @Option(
    help: ArgumentHelp(
      "One environment of the configuration. Commands for one workflow need it when there are several.",
      valueName: "name"))
  var env: String?
}
