import Files
package import Processes

extension GitRepository {
  /// What is in the index and not in the working tree below a folder: what a sparse checkout skips, and submodules
  /// that are not checked out.
  package func leftOut(below folder: String) throws(Program.Failure) -> GitTree {
    guard let path = path(of: folder) else { return GitTree() }
    let top = path == "." ? "" : "\(path)/"
    let paths = top.isEmpty ? [] : [top]
    // `<tag> <mode> <id> <stage>TAB<path>`; the tag S is for what a checkout skips.
    let output = try git(["ls-files", "-t", "--stage", "-z", "--full-name", "--"] + paths)
    var tree = GitTree()
    for entry in output.split(separator: 0) {
      guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")) else { continue }
      let fields = String(decoding: entry[..<tab], as: UTF8.self).split(separator: " ")
      guard fields.count == 4 else { continue }
      let name = String(decoding: entry[(tab + 1)...].dropFirst(top.utf8.count), as: UTF8.self)
      if fields[0] == "S" || fields[1] == "160000" && isNotCheckedOut(Path.join(root, top + name)) {
        tree.add(name, mode: String(fields[1]), id: String(fields[2]))
      }
    }
    return tree
  }

  /// The folder of a submodule that is only its place is not a change for git.
  private func isNotCheckedOut(_ submodule: String) -> Bool {
    Disk.isFolder(submodule) && !Disk.exists(Path.join(submodule, ".git"))
  }
}
