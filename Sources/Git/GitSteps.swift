package import Processes

/// That a commit made something else of a file.
package struct FileStep: Hashable, Sendable {
  package let commit: Commit
  /// In the folder that was asked about.
  package let path: String
  /// The ids of its content; nil where it was not, or is not.
  package let before: String?
  package let after: String?
}

extension GitRepository {
  /// What single commits did to files of a folder on the way to a commit; of merges, what they brought is told by the
  /// commits that came with them.
  ///
  /// - Parameters:
  ///   - files: a pattern of paths in the folder.
  ///   - first: with what it has behind it, this is known already.
  /// - Returns: parents before their children.
  package func steps(
    of files: String, below folder: String, from first: String, to last: String
  ) throws(Program.Failure) -> [FileStep] {
    guard let path = path(of: folder) else { return [] }
    let top = path == "." ? "" : "\(path)/"
    let pattern = Self.literal(top) + files
    let pathspecs = ["--glob-pathspecs"]
    let listed = try git(
      ["rev-list", "--date-order", "--reverse", "--no-merges"] + Self.facts + [
        last, "^\(first)", "--", pattern,
      ],
      pathspecs: pathspecs)
    let commits = Self.commits(listed)
    if commits.isEmpty { return [] }
    let output = try git(
      [
        "diff-tree", "--stdin", "--root", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff",
        "--", pattern,
      ], input: Array(commits.map { "\($0.id)\n" }.joined().utf8), pathspecs: pathspecs)
    let byID = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
    var steps: [FileStep] = []
    var (commit, ids): (Commit?, [String?]) = (nil, [])
    for field in output.split(separator: 0) {
      let text = String(decoding: field, as: UTF8.self)
      // A path may begin with a colon as well.
      if ids.count == 2 {
        let name = String(decoding: text.utf8.dropFirst(top.utf8.count), as: UTF8.self)
        if let commit { steps.append(FileStep(commit: commit, path: name, before: ids[0], after: ids[1])) }
        ids = []
      } else if text.hasPrefix(":") {
        // `:<mode> <mode> <id> <id> <status>`
        ids = text.split(separator: " ").dropFirst(2).prefix(2).map { id in
          id.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : String(id)
        }
      } else {
        commit = byID[text]
      }
    }
    return steps
  }
}
