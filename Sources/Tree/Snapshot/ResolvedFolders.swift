import Files
import YAML

/// Resolves folders that lie side by side, as the workflow directories of a repository do: what is above them is resolved
/// once.
package struct ResolvedFolders: Sendable {
  /// By the paths of folders that hold those which were asked for.
  private var parents: [ByteKey: String?] = [:]
  /// What was asked for last, which is mostly asked for again.
  private var last: (folder: String, resolved: String?)?

  package init() {}

  /// The same as `Path.resolved`.
  package mutating func resolved(_ folder: String) -> String? {
    if let last, last.folder.hasSameBytes(as: folder) { return last.resolved }
    let resolved = resolvedInParent(folder) ?? Path.resolved(folder)
    last = (folder, resolved)
    return resolved
  }

  /// Nil where the last component needs a closer look.
  private mutating func resolvedInParent(_ folder: String) -> String? {
    let (parent, name) = (Path.parent(folder), Path.lastComponent(folder))
    guard !name.isEmpty, name != ".", name != "..", folder.hasSuffix(name),
      (try? Disk.kind(of: folder)) == .folder
    else { return nil }
    let known = parents[ByteKey(parent)] ?? Path.resolved(parent)
    parents[ByteKey(parent)] = .some(known)
    return known.map { Path.join($0, name) }
  }
}
