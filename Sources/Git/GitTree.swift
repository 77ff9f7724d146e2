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
    // Everything behind `:/` is text that git looks for in messages.
    if revision.hasPrefix(":/") {
      return try object(revision).flatMap { id throws(Program.Failure) in try object("\(id)^{commit}") }
    }
    return try object("\(revision)^{commit}")
  }

  /// The id of an object; nil when there is none.
  private func object(_ name: String) throws(Program.Failure) -> String? {
    if name.contains("\n") { return nil }
    // `cat-file` tells what is missing in its output, where `rev-parse` would fail as a broken git does.
    let output = try git(
      ["cat-file", "--batch-check=%(objectname)"], input: Array("\(name)\n".utf8))
    let line = String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    return line.contains(" ") ? nil : line
  }

  /// Why a revision names no commit, as the predicate of a sentence about git.
  package func unknown(_ revision: String) -> String {
    if (try? commit("HEAD")) == .some(nil) {
      return "git has no commit here yet; the first is still to be made"
    }
    return "git knows no such revision here" + (boundary.isEmpty ? "" : "; \(Self.deepening)")
  }

  /// Every file below a folder, or of some of the folders in it.
  ///
  /// - Parameter names: folders right below `folder`; nil for all of it.
  package func tree(
    of folder: String, at commit: String, only names: [String]? = nil
  ) throws(Program.Failure) -> GitTree {
    guard let path = path(of: folder) else { return GitTree(files: [:]) }
    let top = path == "." ? "" : "\(path)/"
    let paths = names.map { $0.map { "\(top)\($0)/" } } ?? [top]
    if paths.isEmpty { return GitTree(files: [:]) }
    let entries = try entries(["ls-tree", "-r", "-z", "--full-tree", commit, "--"] + paths, below: top)
    // Links and other repositories are no files of a tree.
    let files = entries.filter { $0.kind == "blob" && $0.mode.hasPrefix("100") }
    return GitTree(files: files.reduce(into: [:]) { $0[$1.path] = $1.id })
  }

  /// The ids of the folders right below a folder: the same id means the same files with the same content.
  package func folders(of folder: String, at commit: String) throws(Program.Failure) -> [String: String] {
    guard let path = path(of: folder) else { return [:] }
    let top = path == "." ? "" : "\(path)/"
    let entries = try entries(
      ["ls-tree", "-z", "--full-tree", commit, "--"] + (top.isEmpty ? [] : [top]), below: top)
    return entries.filter { $0.kind == "tree" }.reduce(into: [:]) { $0[$1.path] = $1.id }
  }

  private typealias Entry = (mode: String, kind: String, id: String, path: String)

  private func entries(_ arguments: [String], below top: String) throws(Program.Failure) -> [Entry] {
    var entries: [Entry] = []
    for entry in try git(arguments).split(separator: 0) {
      // `<mode> <type> <id>TAB<path>`, the mode in six digits and the type in four letters
      guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")), tab > entry.startIndex + 12 else { continue }
      func text(_ range: Range<Int>) -> String { String(decoding: entry[range], as: UTF8.self) }
      let start = entry.startIndex
      let path = min(tab + 1 + top.utf8.count, entry.endIndex)..<entry.endIndex
      entries.append(
        (text(start..<(start + 6)), text((start + 7)..<(start + 11)), text((start + 12)..<tab), text(path)))
    }
    return entries
  }

  /// The contents of objects, in one call of git.
  ///
  /// - Throws: when one of them is not here, too.
  package func contents(of ids: [String]) throws(Program.Failure) -> [String: [UInt8]] {
    if ids.isEmpty { return [:] }
    let output = try git(["cat-file", "--batch"], input: Array(ids.map { "\($0)\n" }.joined().utf8))
    var contents: [String: [UInt8]] = [:]
    var rest = output[...]
    // `<id> <type> <size>LF<content>LF`
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let fields = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      rest = rest[(end + 1)...]
      guard fields.count == 3, let size = Int(fields[2]), size <= rest.count else {
        throw Program.Failure(.exited(128), Self.absent)
      }
      contents[String(fields[0])] = Array(rest.prefix(size))
      rest = rest.dropFirst(size + 1)
    }
    return contents
  }
}
