import Files
import WorkflowModel

extension JobFinder {
  /// What a person named of the sources as paths: a path stays one, and where there is none, a name is that of the
  /// workflow in a folder of the configuration.
  ///
  /// - Parameter groups: instead of paths.
  /// - Throws: `InvalidInput` when nothing is of a group, or there are no workflows, `FileError`.
  func paths(_ paths: [String], groups: [String]) throws -> [String] {
    if !groups.isEmpty { return try members(of: groups) }
    let isName = { (path: String) in !path.contains("/") && !Disk.exists(path) }
    guard paths.contains(where: isName), let all = try? directories([]).flatMap(\.directories)
    else {
      return paths
    }
    return paths.map { path in
      if !isName(path) { return path }
      // Most folders are called like their workflow.
      let likely = all.filter { Path.lastComponent($0) == path } + all
      return likely.first { (try? WorkflowHead(of: $0))?.name == path } ?? path
    }
  }

  private func members(of groups: [String]) throws -> [String] {
    let finder = WorkflowGroups(configuration)
    var known: Set<String> = []
    var members: [String] = []
    for directory in try directories([]).flatMap(\.directories) {
      let own = finder.groups(of: directory, try WorkflowHead(of: directory).group)
      known.formUnion(own)
      if !own.isDisjoint(with: groups) { members.append(directory) }
    }
    try WorkflowGroups.refuseUnknown(groups, known: known)
    return members
  }
}
