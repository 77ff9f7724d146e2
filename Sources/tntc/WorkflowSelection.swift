import Diagnostics
import Files
import Rendering
import WorkflowModel

/// The workflow directories that the arguments name.
enum WorkflowSelection {
  /// - Throws: `RenderFailure` when a path holds no workflow, `FileError` when one cannot be read.
  static func directories(_ paths: [String], tree: String?) throws -> [String] {
    let tree = tree.flatMap(Path.resolved)
    var seen: Set<String> = []
    var all: [String] = []
    for path in paths.isEmpty ? ["."] : paths {
      let found = try WorkflowFinder.directories(in: clean(path), excluding: tree)
      guard !found.isEmpty else {
        throw RenderFailure(
          path: path,
          "holds no workflow: there is no `workflow.yaml` in it or below; `tntc init NAME` makes one")
      }
      for directory in found where seen.insert(Path.resolved(directory) ?? directory).inserted {
        all.append(directory)
      }
    }
    return all
  }

  private static func clean(_ path: String) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }
}
