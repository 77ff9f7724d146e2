package import Files
import YAML

/// The folder `.tentacular` that applies to a place, with the files that workflows share.
package struct TentacularFolder: Sendable {
  package static let name = ".tentacular"

  /// A resolved path from the root of the file system.
  private let resolved: String
  /// Outside of a repository `render` looks in the workflow's directory alone.
  package let isInRepository: Bool

  /// The nearest one from `start` upward, as far as the root of the git repository, and outside of a repository as far
  /// as the working directory, when `start` lies in it. When there is none, it is to be made where the search ends.
  ///
  /// - Parameter start: a folder, which need not exist yet.
  package init(from start: String) {
    let start = Path.resolvedAllowingMissing(start) ?? start
    var repositories = Repositories()
    let root = repositories.root(of: start)
    isInRepository = root != nil
    resolved = Path.join(Self.holder(from: start, to: root ?? Self.bound(of: start)), Self.name)
  }

  private static func bound(of start: String) -> String {
    guard let current = Path.resolved(".") else { return start }
    let isBelow = Path.join(start, "").utf8.starts(with: Path.join(current, "").utf8)
    return isBelow ? current : start
  }

  private static func holder(from folder: String, to bound: String) -> String {
    if folder.hasSameBytes(as: bound) || Disk.isFolder(Path.join(folder, name)) { return folder }
    return holder(from: Path.parent(folder), to: bound)
  }

  /// A file of it as seen from the working directory.
  package func path(of file: String) -> String { path(of: file, from: Path.resolved(".") ?? "/") }

  /// - Parameter folder: where it is seen from; it need not exist yet.
  package func path(of file: String, from folder: String) -> String {
    Path.relative(Path.join(resolved, file), from: Path.resolvedAllowingMissing(folder) ?? folder)
  }

  /// Writes a file as a whole, or not at all.
  package func write(_ bytes: [UInt8], to file: String) throws(FileError) {
    let path = path(of: file)
    try Disk.makeFolder(Path.parent(path))
    let temporary = self.path(of: ".\(file).tntc-new")
    try Disk.write(bytes, to: temporary)
    do {
      try Disk.rename(temporary, to: path)
    } catch {
      try? Disk.remove(temporary)
      throw error
    }
  }
}
