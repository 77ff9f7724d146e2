package import Processes

/// A file as each side of a merge has it; nil on the side that has no such file.
package struct GitConflict: Sendable {
  /// Nil, too, when the file is new on both sides.
  package let base: [UInt8]?
  package let ours: [UInt8]?
  package let theirs: [UInt8]?

  package init(base: [UInt8]?, ours: [UInt8]?, theirs: [UInt8]?) {
    (self.base, self.ours, self.theirs) = (base, ours, theirs)
  }
}

extension GitRepository {
  /// The files below a folder that a merge left in conflict in git's index, as the repository names them.
  package func conflicts(below folder: String) throws(Program.Failure) -> [String: GitConflict] {
    guard let path = path(of: folder) else { return [:] }
    // `<mode> <id> <stage>TAB<path>`, with stages 1 (base), 2 (ours) and 3 (theirs).
    let output = try git(["ls-files", "--unmerged", "-z", "--full-name", "--", path])
    var stages: [String: [Substring: String]] = [:]
    for entry in String(decoding: output, as: UTF8.self).split(separator: "\0") {
      let fields = entry.prefix { $0 != "\t" }.split(separator: " ")
      let path = String(entry.drop { $0 != "\t" }.dropFirst())
      if fields.count == 3 { stages[path, default: [:]][fields[2]] = String(fields[1]) }
    }
    let contents = try contents(of: Array(Set(stages.values.flatMap(\.values))))
    return stages.mapValues { ids in
      func bytes(_ stage: Substring) -> [UInt8]? { ids[stage].flatMap { contents[$0] } }
      return GitConflict(base: bytes("1"), ours: bytes("2"), theirs: bytes("3"))
    }
  }

  /// A file as three commits have it.
  package func conflict(of file: String, in sides: GitSides) throws(Program.Failure) -> GitConflict {
    GitConflict(
      base: try sides.base.flatMap { id throws(Program.Failure) in try bytes(of: file, at: id) },
      ours: try bytes(of: file, at: sides.ours),
      theirs: try sides.theirs.flatMap { id throws(Program.Failure) in try bytes(of: file, at: id) })
  }

  /// A file as a commit has it; nil when it has none.
  package func bytes(of file: String, at commit: String) throws(Program.Failure) -> [UInt8]? {
    guard let path = path(of: file), let id = try object("\(commit):\(path)") else { return nil }
    return try contents(of: [id])[id]
  }

  /// The last content of a file that is no more in HEAD.
  package func lastContent(of file: String) throws(Program.Failure) -> [UInt8]? {
    guard let removal = try changes(of: file, most: 1).first, let before = try commit("\(removal)^") else {
      return nil
    }
    return try bytes(of: file, at: before)
  }

  /// The commits of HEAD that changed a file, the latest first.
  package func changes(of file: String, most: Int) throws(Program.Failure) -> [String] {
    guard let path = path(of: file), let head = try commit("HEAD") else { return [] }
    return Self.lines(try git(["rev-list", "--max-count=\(most)", head, "--", path]))
  }
}
