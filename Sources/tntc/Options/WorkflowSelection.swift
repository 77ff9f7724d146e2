import ArgumentParser

/// Which workflows of the trees a command changes.
struct WorkflowSelection: ParsableArguments {
  @Argument(help: "Names of workflows.")
  var names: [String] = []

  @Flag(help: "All workflows of the tree.")
  var all = false

  @OptionGroup private var group: GroupOption

  var groups: [String] { group.groups }

  func validate() throws {
    guard [!names.isEmpty, all, !groups.isEmpty].count(where: \.self) == 1 else {
      throw ValidationError("expected names of workflows, --group or --all")
    }
  }

  /// The only one that is named; nil for several, or for those that are not named one by one.
  var single: String? { Set(names).count == 1 ? names.first : nil }

  /// Whether no workflow was named, so that it is no error if some have nothing to do.
  var isOpen: Bool { names.isEmpty }

  /// - Parameter what: an option, or what it does, for people.
  func requireSingle(for what: String) throws(ValidationError) {
    if single == nil { throw ValidationError("\(what) takes the name of one workflow") }
  }
}
