import Diagnostics
import Files
import WorkflowModel
import YAML

/// The workflow directory that an import makes.
struct ImportFolder {
  let path: String
  let source: WorkflowSource

  /// Writes all files, or none.
  ///
  /// - Returns: false when they are there already, byte for byte.
  /// - Throws: `InvalidInput` when something else is there.
  func write() throws -> Bool {
    if let kind = try Disk.kind(of: path) {
      guard kind == .folder else { throw FileError("write", path, .notFolder(kind)) }
      if try !Disk.entries(of: path).isEmpty {
        try refuseOthers()
        return false
      }
    }
    try Disk.writeNewFolder(path, source.files.map { ($0.path, $0.bytes) })
    return true
  }

  /// What lies beside the source of a version, like fixtures, may be anything.
  private func refuseOthers() throws {
    var differences: [String] = []
    for file in source.files {
      guard try isBelowFolders(file.path), let bytes = try content(of: file) else {
        differences.append("`\(file.path)` is missing")
        continue
      }
      if bytes != file.bytes { differences.append("`\(file.path)` differs") }
    }
    for other in try others() where source[other] == nil {
      differences.append("`\(other)` is not in the ConfigMap")
    }
    guard let first = differences.first else { return }
    let more = differences.count > 1 ? " and \(Counted.text(differences.count - 1, "other difference"))" : ""
    throw InvalidInput(
      path: path,
      "exists already with other content: \(first)\(more); name another folder with `--output DIR`, or move this one "
        + "away")
  }

  /// Nil for what is not a file.
  private func content(of file: SourceFile) throws(FileError) -> [UInt8]? {
    let place = Path.join(path, file.path)
    return try Disk.kind(of: place) == .regular ? try Disk.read(place) : nil
  }

  /// Whether no folder on the way to a file is a link, which would lead out of this one.
  private func isBelowFolders(_ file: String) throws(FileError) -> Bool {
    var folder = path
    for component in file.split(separator: "/").dropLast() {
      folder = Path.join(folder, String(component))
      if try Disk.kind(of: folder) != .folder { return false }
    }
    return true
  }

  /// Files that a version made here would have, or that are in their place.
  private func others() throws(FileError) -> [String] {
    var found: [String] = []
    for file in WorkflowSource.rootFiles where try Disk.kind(of: Path.join(path, file)) != nil {
      found.append(file)
    }
    // Without the lock the other folder is not part of a version.
    let hasLock = found.contains(where: WorkflowSource.vendorLock.hasSameBytes)
    let folders = [WorkflowSource.nodesFolder] + (hasLock ? [WorkflowSource.vendorFolder] : [])
    for folder in folders where try Disk.kind(of: Path.join(path, folder)) == .folder {
      try collect(folder, into: &found)
    }
    return found.filter { !SourceRules.isExcluded(path: $0) }
  }

  private func collect(_ folder: String, into found: inout [String]) throws(FileError) {
    for entry in try Disk.entries(of: Path.join(path, folder)) {
      let name = Path.join(folder, entry.name)
      if entry.kind == .folder { try collect(name, into: &found) } else { found.append(name) }
    }
  }
}
