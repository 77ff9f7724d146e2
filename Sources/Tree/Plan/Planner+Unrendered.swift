package import Diagnostics
import Files
import Releases
import Settings
import WorkflowModel
import YAML

extension Planner {
  /// A warning when the source of a workflow is in no version of the tree, and a render would add it: who looks at the
  /// tree alone does not see what was changed. Of a source that is invalid `tntc validate` tells.
  ///
  /// - Parameter source: that of the directory, to look for it before anything is read in full.
  package func unrendered(_ directory: String, _ source: SourceDigest) -> Finding? {
    // What an environment gets by promotion is not due there.
    func isManual(_ name: String) -> Bool {
      options.environment != nil
        && options.configured.layers(for: name, from: Path.resolved(directory)).merged[.release]?.text
          == ReleaseMode.manual.rawValue
    }
    if let name = source.workflow, isManual(name) { return nil }
    if let name = source.workflow,
      let lock = try? Disk.readIfPresent(Path.join(Path.join(tree, name), Release.lockFile)),
      lock.firstRange(of: source.digest.utf8) != nil
    {
      return nil
    }
    guard let input = try? WorkflowInput.read(directory) else { return nil }
    let workflow = input.workflow
    guard
      let release = try? Release.read(in: Path.join(tree, workflow.name)) ?? Release(workflow: workflow.name),
      !release.versions.contains(where: { $0.digest == input.digest })
    else { return nil }
    let isHeld = options.environment != nil && release.hasFix(besideLineOf: workflow.version)
    if isHeld || isManual(workflow.name) { return nil }
    let what = release.versions.isEmpty ? "is not in" : "differs from all versions in"
    return Finding(
      .warning, path: input.path,
      message:
        "\(what) \(tree), so it is not compared here; `tntc render\(options.place)` adds it")
  }
}

/// What tells the source of a workflow directory from others, read without looking into it.
package struct SourceDigest: Sendable {
  /// Nil where the name does not stand on a line of its own.
  let workflow: String?
  let digest: String

  /// Nil for what cannot be read.
  package init?(_ directory: String) {
    guard let source = try? SourceReader.read(directory, links: .refuse).source else { return nil }
    workflow = source[WorkflowSource.workflowFile].flatMap { ObjectScan.text("name", in: $0.bytes) }
    digest = source.digest
  }
}
