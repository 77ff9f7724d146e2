import Diagnostics
import Files
import Releases
import Rendering
import WorkflowModel

/// The source and group of a workflow of a tree, read from its lock and one version.
package struct WorkflowOrigin: Sendable {
  /// See `Release.source`.
  package let source: String?
  /// `metadata.group` of the live version, or of the newest while every version waits; nil as well when the version
  /// cannot be read.
  package let group: String?

  /// - Throws: `InvalidInput` when the folder is not a workflow's, `ReleaseProblem` when its lock cannot be trusted,
  ///   `FileError`.
  package init(of workflow: String, in tree: String) throws {
    let folder = Path.join(tree, workflow)
    guard let release = try Release.read(in: folder) else { throw RetainedWorkflow.isNone(folder) }
    source = release.source
    guard let version = release.live ?? release.newest,
      let bytes = try Disk.readIfPresent(Path.join(folder, ReleaseNames.versionFile(version))),
      let file = VersionFile.source(bytes)?[WorkflowSource.workflowFile]
    else {
      group = nil
      return
    }
    group = WorkflowHead(file.bytes).group
  }
}
