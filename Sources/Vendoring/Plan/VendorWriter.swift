package import Files
import WorkflowModel

/// Writes a plan. New content lies beside its place first, under names that are part of no version; then it is renamed
/// in the order of the plan. A run that is killed leaves what the next one completes.
package enum VendorWriter {
  private static let suffix = ".tntc-new"

  package static func write(_ plan: VendorPlan) throws(FileError) {
    if plan.changes.isEmpty { return }
    try clear(plan.directory)
    let written = plan.changes.filter { $0.action != .remove }
    do throws(FileError) {
      for change in written {
        let target = Path.join(plan.directory, change.path)
        try Disk.makeFolders(Path.parent(target))
        if change.action == .update {
          try Disk.write(change.bytes, to: temporary(target), likePermissionsOf: target)
        } else {
          try Disk.write(change.bytes, to: temporary(target))
        }
      }
    } catch {
      try? clear(plan.directory)
      throw error
    }
    for change in written {
      let target = Path.join(plan.directory, change.path)
      try Disk.rename(temporary(target), to: target)
    }
    for change in plan.changes where change.action == .remove {
      try Disk.remove(Path.join(plan.directory, change.path))
    }
    Disk.removeEmptyFolder(Path.join(plan.directory, WorkflowSource.vendorFolder))
  }

  private static func temporary(_ path: String) -> String {
    Path.join(Path.parent(path), ".\(Path.lastComponent(path))\(suffix)")
  }

  /// Removes what a killed run left.
  private static func clear(_ directory: String) throws(FileError) {
    for folder in [directory, Path.join(directory, WorkflowSource.vendorFolder)] where Disk.isFolder(folder) {
      for entry in try Disk.entries(of: folder)
      where entry.kind == .regular && entry.name.hasPrefix(".") && entry.name.hasSuffix(suffix) {
        try Disk.remove(Path.join(folder, entry.name))
      }
    }
  }
}
