import ArgumentParser

/// The options of every command that works on a tree.
struct TreeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the output tree.", valueName: "dir"))
  var tree = "deploy"
}

/// The workflows that a command works on.
struct WorkflowArguments: ParsableArguments {
  @Argument(help: "Workflow directories, or folders that hold some (default: the current folder).")
  var paths: [String] = []
}
