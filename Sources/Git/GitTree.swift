import Files
package import Processes

/// The files below a folder, as a revision holds them.
package struct GitTree: Sendable {
  /// Object ids by path, relative to the folder.
  package let files: [String: String]
}

extension GitRepository {
  /// The id of the commit that a revision names; nil when there is none.
  package func commit(_ revision: String) throws(Program.Failure) -> String? {
    // `cat-file` tells what is missing in its output, where `rev-parse` would fail as a broken git does.
    let output = try git(
      ["cat-file", "--batch-check=%(objectname)"], input: Array("\(revision)^{commit}\n".utf8))
    let line = String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return line.contains(" ") || revision.contains("\n") ? nil : line
  }

  package func tree(of folder: String, at commit: String) throws(Program.Failure) -> GitTree {
    guard let path = path(of: folder) else { return GitTree(files: [:]) }
    let output = try git(["ls-tree", "-r", "-z", "--full-tree", commit, "--", path == "." ? "" : "\(path)/"])
    var files: [String: String] = [:]
    for entry in output.split(separator: 0) {
      // `<mode> <type> <id>TAB<path>`
      let text = String(decoding: entry, as: UTF8.self)
      guard let tab = text.firstIndex(of: "\t") else { continue }
      let fields = text[..<tab].split(separator: " ")
      guard fields.count == 3, fields[1] == "blob" else { continue }
      let name = text[text.index(after: tab)...]
      files[path == "." ? String(name) : String(name.dropFirst(path.utf8.count + 1))] = String(fields[2])
    }
    return GitTree(files: files)
  }

  /// The contents of objects, in one call of git.
  package func contents(of ids: [String]) throws(Program.Failure) -> [String: [UInt8]] {
    if ids.isEmpty { return [:] }
    let output = try git(["cat-file", "--batch"], input: Array(ids.map { "\($0)\n" }.joined().utf8))
    var contents: [String: [UInt8]] = [:]
    var rest = output[...]
    // `<id> <type> <size>LF<content>LF`
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let fields = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard fields.count == 3, let size = Int(fields[2]), size <= rest.count else { continue }
      contents[String(fields[0])] = Array(rest.prefix(size))
      rest = rest.dropFirst(size + 1)
    }
    return contents
  }
}
