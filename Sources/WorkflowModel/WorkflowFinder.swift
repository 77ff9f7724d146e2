package import Files

/// Finds workflow directories: folders with a workflow.yaml.
package enum WorkflowFinder {
  private static let skipped = ["node_modules"]

  /// The directory itself, or those below it, sorted by path. Below a workflow directory no other is
  /// looked for; links, dotfolders, `node_modules` and the output tree are not entered.
  package static func directories(
    in path: String, excluding tree: String?
  ) throws(FileError) -> [String] {
    if try Disk.kind(of: Path.join(path, WorkflowSource.workflowFile)) != nil { return [path] }
    var found: [String] = []
    for entry in try Disk.entries(of: path) where entry.kind == .folder {
      if entry.name.hasPrefix(".") || skipped.contains(entry.name) { continue }
      let folder = Path.join(path, entry.name)
      if let tree, entry.name == Path.lastComponent(tree), Path.resolved(folder) == tree { continue }
      found += try directories(in: folder, excluding: tree)
    }
    return found
  }
}
