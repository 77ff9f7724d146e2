package import Processes

/// The three versions of a file that a merge left in git's index.
package struct GitConflict: Sendable {
  /// Nil when the file is new on both sides.
  package let base: [UInt8]?
  package let ours: [UInt8]
  package let theirs: [UInt8]
}

extension GitRepository {
  /// How git names the other side of a merge, a rebase, a cherry-pick and a revert while it waits for conflicts to be
  /// resolved.
  package static let otherSides = ["MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD^"]

  /// The one that there is now.
  package func otherSide() throws(Program.Failure) -> String? {
    for side in Self.otherSides where try commit(side) != nil { return side }
    return nil
  }

  /// The conflict of a file; nil when it has none with content on both sides.
  package func conflict(of file: String) throws(Program.Failure) -> GitConflict? {
    guard let path = path(of: file) else { return nil }
    // `<mode> <id> <stage>TAB<path>`, with stages 1 (base), 2 (ours) and 3 (theirs).
    let output = try git(["ls-files", "--unmerged", "-z", "--full-name", "--", path])
    var ids: [Substring: String] = [:]
    let text = String(decoding: output, as: UTF8.self)
    for entry in text.split(separator: "\0") {
      let fields = entry.prefix { $0 != "\t" }.split(separator: " ")
      if fields.count == 3 { ids[fields[2]] = String(fields[1]) }
    }
    let contents = try contents(of: Array(Set(ids.values)))
    guard let ours = ids["2"].flatMap({ contents[$0] }), let theirs = ids["3"].flatMap({ contents[$0] })
    else { return nil }
    return GitConflict(base: ids["1"].flatMap { contents[$0] }, ours: ours, theirs: theirs)
  }

  /// The files below a folder that a merge left in conflict, as the repository names them.
  package func conflicts(below folder: String) throws(Program.Failure) -> Set<String> {
    guard let path = path(of: folder) else { return [] }
    let output = try git(["ls-files", "--unmerged", "-z", "--full-name", "--", path])
    let entries = String(decoding: output, as: UTF8.self).split(separator: "\0")
    return Set(entries.map { String($0.drop { $0 != "\t" }.dropFirst()) })
  }
}
