import Diagnostics
import Files
package import WorkflowModel

/// Reads a folder of templates. The folder may be a link; links in it are refused, as a change that somebody proposes
/// must not have a file from elsewhere rendered, or shown in a message.
package enum TemplateFolder {
  private static let maximumBytes = 1_000_000

  package static func read(_ folder: String) throws -> [SourceFile] {
    guard Disk.isFolder(folder) else {
      throw InvalidInput(
        path: folder,
        "the templates folder that the lock names does not exist; give `--templates DIR`, "
          + "or `--templates ''` for the built-in ones")
    }
    var files: [SourceFile] = []
    for entry in try Disk.entries(of: folder) where !entry.name.hasPrefix(".") {
      let path = Path.join(folder, entry.name)
      if entry.name.hasSuffix(".yml") {
        throw InvalidInput(path: path, "templates end in `.yaml`; rename it")
      }
      guard entry.name.hasSuffix(".yaml"), entry.kind != .folder else { continue }
      guard entry.kind != .symbolicLink else {
        throw InvalidInput(
          path: path, "is a symbolic link; a templates folder holds files only, so copy its target here")
      }
      files.append(SourceFile(path: entry.name, bytes: try Disk.read(path, limit: maximumBytes)))
    }
    return files
  }
}
