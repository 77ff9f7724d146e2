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

  @OptionGroup private var group: GroupOption

  var groups: [String] { group.groups }

  func validate() throws {
    guard [!paths.isEmpty, all, !groups.isEmpty].count(where: \.self) <= 1 else {
      throw ValidationError("paths, --group and --all exclude each other")
    }
  }
}
