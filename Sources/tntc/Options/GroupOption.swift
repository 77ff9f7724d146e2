import ArgumentParser

/// Groups of workflows, as `WorkflowGroups` tells them.
struct GroupOption: ParsableArguments {
  @Option(
    name: .customLong("group"),
    help: ArgumentHelp(
      "The workflows of a group: a folder of `workflows` in the configuration, or `metadata.group` of a workflow. "
        + "May be given more than once.", valueName: "group"))
  var groups: [String] = []
}
