import Diagnostics
import Files
import Settings
import Terminal
import Tree
import WorkflowModel
import YAML

/// The schemas in `.tentacular`, which editors complete and check with.
struct EditorSchemas {
  private let folder: TentacularFolder

  /// - Parameter place: a folder, which need not exist yet.
  init(of place: String) { folder = TentacularFolder(from: place) }

  /// The comment that tells an editor the schema of a workflow.yaml.
  ///
  /// - Parameter directory: that of the workflow; it need not exist yet.
  func line(forWorkflowIn directory: String) -> String {
    "# yaml-language-server: $schema=\(folder.path(of: SchemaFile.workflow.name, from: directory))\n"
  }

  /// Writes those that are missing, and says so. One with other content stays, as another tntc may have written it for
  /// all who work on the repository.
  func writeMissing() throws(FileError) {
    for file in SchemaFile.allCases {
      let path = folder.path(of: file.name)
      guard let known = try Disk.readIfPresent(path) else {
        try write(file, "+")
        continue
      }
      if known != file.bytes {
        let message =
          "not the schema of this tntc (\(ProgramVersion.text)), and kept; `tntc schema --write` updates it"
        FindingFormat.text.report([Finding(.notice, path: path, message: message)])
      }
    }
  }

  /// Writes all, and says what became of each.
  func writeAll() throws(FileError) {
    for file in SchemaFile.allCases {
      switch try Disk.readIfPresent(folder.path(of: file.name)) {
      case nil: try write(file, "+")
      case file.bytes: Console.output("= \(folder.path(of: file.name))\n")
      default: try write(file, "~")
      }
    }
  }

  private func write(_ file: SchemaFile, _ mark: String) throws(FileError) {
    try folder.write(file.bytes, to: file.name)
    Console.output("\(mark) \(folder.path(of: file.name))\n")
  }
}
