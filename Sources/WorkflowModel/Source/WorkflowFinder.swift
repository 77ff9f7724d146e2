package import Files

/// Finds workflow directories: folders with a workflow.yaml.
package enum WorkflowFinder {
  private static let skipped = ["node_modules"]

  /// The directory itself, or those below it, sorted by path. Below a workflow directory no other is
  /// looked for; links, dotfolders, `node_modules` and the output trees are not entered.
  package static func directories(
    in path: String, excluding trees: [String]
  ) throws(FileError) -> [String] {
    if try Disk.kind(of: Path.join(path, WorkflowSource.workflowFile)) != nil { return [path] }
    var found: [String] = []
    for entry in try Disk.entries(of: path) where entry.kind == .folder {
      if entry.name.hasPrefix(".") || skipped.contains(entry.name) { continue }
      let folder = Path.join(path, entry.name)
      let mayBeTree = trees.contains { Path.lastComponent($0) == entry.name }
      if mayBeTree, let resolved = Path.resolved(folder), trees.contains(resolved) { continue }
      found += try directories(in: folder, excluding: trees)
    }
    return found
  }
}
