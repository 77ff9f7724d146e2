import Diagnostics
import Files
import YAML

/// The command that makes a version carry the packages that it imports, as messages name it.
enum VendorCommand {
  /// - Parameters:
  ///   - place: makes the path of a file, for people, of its path in the source.
  ///   - isPruning: with the option that takes away what nobody asks for.
  static func text(_ place: (String) -> String, isPruning: Bool = false) -> String {
    let directory = directory(place(WorkflowSource.workflowFile)).map { " \(ShellWord.path($0))" } ?? ""
    return "`tntc vendor\(directory)\(isPruning ? " --prune" : "")`"
  }

  /// Nil for a version that is in no directory, but in the ConfigMaps of the tree.
  private static func directory(_ workflow: String) -> String? {
    guard Path.lastComponent(workflow).hasSameBytes(as: WorkflowSource.workflowFile) else { return nil }
    let directory = Path.parent(workflow)
    return directory.isEmpty ? "." : directory
  }
}
