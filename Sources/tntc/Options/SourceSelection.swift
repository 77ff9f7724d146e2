import ArgumentParser

/// The sources that a render is about.
struct SourceSelection: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Workflow directories, folders that hold some, or names of workflows (default: `workflows` of the configuration, "
        + "else the current folder)."))
  var paths: [String] = []

  @Flag(help: "All workflows of the configuration, as without a path.")
  var all = false

  @Flag(
    help: """
      With --check: only the workflows that differ in git's index from the last commit; all of them when a file that \
      they share differs.
      """)
  var changed = false

  @OptionGroup private var group: GroupOption

  var groups: [String] { group.groups }

  func validate() throws {
    guard [!paths.isEmpty, all, changed, !groups.isEmpty].count(where: \.self) <= 1 else {
      throw ValidationError("paths, --group, --changed and --all exclude each other")
    }
  }
}
