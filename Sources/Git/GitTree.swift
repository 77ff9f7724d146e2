import Files
package import Processes

/// What is below a folder, as a revision or the index holds it.
package struct GitTree: Sendable {
  /// An entry that leads elsewhere.
  package enum Pointer: Hashable, Sendable {
    /// A symbolic link, by the id of the object that holds its target.
    case link(String)
    /// A submodule, by its commit.
    case repository(String)
  }

  /// Object ids by path, relative to the folder.
  package private(set) var files: [String: String] = [:]
  /// Links and submodules by path.
  package private(set) var pointers: [String: Pointer] = [:]

  /// - Parameter mode: as git writes it, in six digits.
  mutating func add(_ path: String, mode: String, id: String) {
    switch mode {
    case "120000": pointers[path] = .link(id)
    case "160000": pointers[path] = .repository(id)
    default: if mode.hasPrefix("100") { files[path] = id }
    }
  }
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

  /// The ids of the commits that revisions name, in one call of git as far as that can be; without those that are none.
  package func commits(_ revisions: [String]) throws(Program.Failure) -> [String: String] {
    let isOneName = { (revision: String) in !revision.hasPrefix(":/") }
    let names = revisions.filter(isOneName)
    let ids = try objects(names.map { "\($0)^{commit}" })
    var commits: [String: String] = [:]
    for name in names { commits[name] = ids["\(name)^{commit}"] }
    for text in revisions where !isOneName(text) { commits[text] = try commit(text) }
    return commits
  }

  /// The id of an object; nil when there is none.
  func object(_ name: String) throws(Program.Failure) -> String? { try objects([name])[name] }

  /// The ids of objects, by the names that were given for them and in one call of git; without those that are not there.
  func objects(_ names: [String]) throws(Program.Failure) -> [String: String] {
    // A name ends with its line.
    let names = names.filter { !$0.contains("\n") }
    if names.isEmpty { return [:] }
    // `cat-file` tells what is missing in its output, where `rev-parse` would fail as a broken git does.
    let output = try git(
      ["cat-file", "--batch-check=%(objectname)"], input: Array(names.map { "\($0)\n" }.joined().utf8))
    // What is missing is reported with its name and a word.
    return zip(names, Self.lines(output)).reduce(into: [:]) { ids, line in
      if !line.1.contains(" ") { ids[line.0] = line.1 }
    }
  }

  /// Why a revision names no commit, as the predicate of a sentence about git.
  package func unknown(_ revision: String) -> String {
    if (try? commit("HEAD")) == .some(nil) {
      return "git has no commit here yet; make the first one"
    }
    return "git knows no such revision here" + (boundary.isEmpty ? "" : "; \(Self.deepening)")
  }

  /// All that is below a folder, or below some of the folders in it.
  ///
  /// - Parameter names: folders right below `folder`; nil for all of it.
  package func tree(
    of folder: String, at commit: String, only names: [String]? = nil
  ) throws(Program.Failure) -> GitTree {
    guard let path = path(of: folder) else { return GitTree() }
    let top = path == "." ? "" : "\(path)/"
    if names?.isEmpty == true { return GitTree() }
    // Git takes no empty path for all.
    let paths = names.map { $0.map { "\(top)\($0)/" } } ?? (top.isEmpty ? [] : [top])
    let entries = try entries(["ls-tree", "-r", "-z", "--full-tree", commit, "--"] + paths, below: top)
    return entries.reduce(into: GitTree()) { $0.add($1.path, mode: $1.mode, id: $1.id) }
  }

  /// Some files and links, by their paths in the repository; those that are not there are left out. A path beyond a
  /// link is not there: git follows none.
  package func entries(_ paths: [String], at commit: String) throws(Program.Failure) -> GitTree {
    if paths.isEmpty { return GitTree() }
    let entries = try entries(["ls-tree", "-z", "--full-tree", commit, "--"] + paths, below: "")
    return entries.reduce(into: GitTree()) { $0.add($1.path, mode: $1.mode, id: $1.id) }
  }

  /// The ids of the folders right below a folder: the same id means the same files with the same content.
  package func folders(of folder: String, at commit: String) throws(Program.Failure) -> [String: String] {
    guard let path = path(of: folder) else { return [:] }
    let top = path == "." ? "" : "\(path)/"
    let entries = try entries(
      ["ls-tree", "-z", "--full-tree", commit, "--"] + (top.isEmpty ? [] : [top]), below: top)
    return entries.filter { $0.kind == "tree" }.reduce(into: [:]) { $0[$1.path] = $1.id }
  }

  /// The names of the folders right below a folder that are other ones in two commits; nil where git cannot tell, as
  /// when one of them has no such folder.
  package func changedFolders(of folder: String, from old: String, to new: String) -> [String]? {
    guard let path = path(of: folder) else { return nil }
    let trees = [old, new].map { path == "." ? "\($0)^{tree}" : "\($0):\(path)" }
    guard let output = try? git(["diff-tree", "-z", "--raw", "--no-renames", "--no-ext-diff"] + trees) else {
      return nil
    }
    // `:<mode> <mode> <id> <id> <status>`, and the name.
    let fields = output.split(separator: 0)
    return stride(from: 0, to: fields.count - 1, by: 2).compactMap { place in
      let modes = fields[place].dropFirst().split(separator: UInt8(ascii: " ")).prefix(2)
      guard modes.contains(where: { $0.elementsEqual("040000".utf8) }) else { return nil }
      return String(decoding: fields[place + 1], as: UTF8.self)
    }
  }

  private typealias Entry = (mode: String, kind: String, id: String, path: String)

  private func entries(_ arguments: [String], below top: String) throws(Program.Failure) -> [Entry] {
    var entries: [Entry] = []
    for entry in try git(arguments).split(separator: 0) {
      // `<mode> <type> <id>TAB<path>`
      guard let tab = entry.firstIndex(of: UInt8(ascii: "\t")) else { continue }
      let fields = entry[..<tab].split(separator: UInt8(ascii: " ")).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard fields.count == 3 else { continue }
      let path = String(decoding: entry[(tab + 1)...].dropFirst(top.utf8.count), as: UTF8.self)
      entries.append((fields[0], fields[1], fields[2], path))
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
