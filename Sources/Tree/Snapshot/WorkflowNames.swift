package import Diagnostics
import Files
import WorkflowModel

/// The workflows of one run by name: in one tree, each name belongs to one directory.
package struct WorkflowNames: Sendable {
  private var directories: [String: String] = [:]

  package init() {}

  package var all: Set<String> { Set(directories.keys) }

  /// A finding when another directory has a workflow of this name.
  package mutating func add(_ name: String, in directory: String) -> Finding? {
    guard let other = directories.updateValue(directory, forKey: name) else { return nil }
    return Finding(
      path: Path.join(directory, WorkflowSource.workflowFile),
      message: "workflow `\(name)` is also in `\(other)`; rename one of them",
      rule: .name)
  }
}
