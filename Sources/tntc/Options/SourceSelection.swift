import ArgumentParser

/// The sources that a render is about.
struct SourceSelection: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Workflow directories, folders that hold some, or names of workflows (default: `workflows` of the configuration, "
        + "else the current folder)."))
  var paths: [String] = []

  @Flag(help: "Every workflow of the configuration, as without a path.")
  var all = false

  @Flag(
    help: """
      With --check: only workflows that the next commit changes, as git's index says; all, when it changes what they \
      share.
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
