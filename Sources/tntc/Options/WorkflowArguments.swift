import ArgumentParser

/// The workflows that a command works on.
struct WorkflowArguments: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Workflow directories, or folders that hold some (default: `workflows` of the configuration, else the current folder)."
    ))
  var paths: [String] = []
}
