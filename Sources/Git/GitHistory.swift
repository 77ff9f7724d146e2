import Files
package import Processes

/// A commit, as far as the history of a version needs it.
package struct Commit: Hashable, Sendable {
  package let id: String
  package let author: String
  /// When it was made, as ISO 8601 with the author's time zone.
  package let date: String
  /// Tags that stand on this commit.
  package let tags: [String]
}

/// What the history says of a file as HEAD has it.
package struct FileOrigin: Hashable, Sendable {
  /// The commit that gave it its content.
  package let appearance: Appearance
  /// The id of its content.
  package let content: String
}

package enum Appearance: Hashable, Sendable {
  case commit(Commit)
  /// It was so at the end of a shallow history, and perhaps long before.
  case beforeHistory
}

extension GitRepository {
  /// In which commits the files below a folder became what HEAD has, by the files' paths in the folder. A file that
  /// went and came back is from where it came back.
  ///
  /// - Returns: nil when there is no commit yet.
  package func origins(below folder: String) throws(Program.Failure) -> [String: FileOrigin]? {
    guard let head = try commit("HEAD") else { return nil }
    guard let path = path(of: folder) else { return [:] }
    let commits = try commits(of: path, at: head)
    if commits.isEmpty { return [:] }
    let now = try tree(of: folder, at: head).files
    let top = path == "." ? 0 : path.utf8.count + 1
    let known = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
    var origins: [String: FileOrigin] = [:]
    for change in try changes(by: commits.map(\.id), below: [path]) {
      let name = String(decoding: change.path.utf8.dropFirst(top), as: UTF8.self)
      // Children come before their parents, so the first that made it so is the last to have done it.
      guard origins[name] == nil, let content = change.content, now[name] == content,
        let commit = known[change.commit]
      else { continue }
      origins[name] = FileOrigin(
        appearance: boundary.contains(commit.id) ? .beforeHistory : .commit(commit), content: content)
    }
    return origins
  }

  /// More than these are found faster among all that changed beside them.
  private static let fewPaths = 32

  /// Every content that some files had in the history of a commit, by their paths in the repository; the latest first,
  /// each with a commit that made it so.
  ///
  /// - Parameter folders: those that the files lie in, by their paths in the repository.
  package func pastContents(
    of paths: [String], below folders: [String], before commit: String
  ) throws(Program.Failure) -> [String: [(commit: String, content: String)]] {
    if paths.isEmpty { return [:] }
    let wanted = Set(paths)
    // Git compares each entry of each tree with each path that it is given.
    let paths = paths.count > Self.fewPaths ? folders : paths
    // Git would leave out a side on which a file came and went before it was merged.
    let commits = Self.lines(
      try git(["rev-list", "--date-order", "--full-history", commit, "--"] + paths))
    if commits.isEmpty { return [:] }
    var contents: [String: [(commit: String, content: String)]] = [:]
    for change in try changes(by: commits, below: paths) {
      guard let content = change.content, wanted.contains(change.path) else { continue }
      contents[change.path, default: []].append((change.commit, content))
    }
    return contents
  }

  typealias Change = (commit: String, path: String, content: String?)

  /// What commits made of the files below some paths, in the order of the commits; nil for a file that went.
  ///
  /// - Parameters:
  ///   - commits: each may be followed by the parent that it is compared with, instead of all that it has.
  ///   - pathspecs: how git takes the paths.
  func changes(
    by commits: [String], below paths: [String], pathspecs: [String] = ["--literal-pathspecs"]
  ) throws(Program.Failure) -> [Change] {
    // For a merge `-c` tells what none of its parents had, like a version that came of resolving it.
    let output = try git(
      [
        "diff-tree", "--stdin", "--root", "-r", "-c", "-z", "--raw", "--no-abbrev", "--no-renames",
        "--no-ext-diff", "--",
      ] + paths, input: Array(commits.map { "\($0)\n" }.joined().utf8), pathspecs: pathspecs)
    var changes: [Change] = []
    var (commit, content): (String, String?) = ("", nil)
    var isPath = false
    for field in output.split(separator: 0) {
      let text = String(decoding: field, as: UTF8.self)
      if isPath {
        changes.append((commit, text, content))
        isPath = false
      } else if text.hasPrefix(":") {
        // `:<mode of each parent> <mode> <id of each parent> <id> <status>`, with a colon for each parent.
        let id = text.split(separator: " ").dropLast().last
        content = id.flatMap { $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : String($0) }
        isPath = true
      } else {
        commit = text
      }
    }
    return changes
  }

  /// Commits that changed something below a path, children first.
  private func commits(of path: String, at head: String) throws(Program.Failure) -> [Commit] {
    let output = try git(["rev-list", "--date-order"] + Self.facts + [head, "--", path])
    let commits = Self.commits(output)
    if commits.isEmpty { return [] }
    let tags = try tags()
    return commits.map { Commit(id: $0.id, author: $0.author, date: $0.date, tags: tags[$0.id] ?? []) }
  }

  /// `rev-list` writes a line of its own before each that is asked for.
  private static let mark = "\u{1E}"
  /// The options by which `rev-list` tells what `commits` reads.
  static let facts = ["--encoding=UTF-8", "--format=\(mark)%H%x1f%aI%x1f%an"]

  /// Without their tags.
  static func commits(_ output: [UInt8]) -> [Commit] {
    lines(output).filter { $0.hasPrefix(mark) }.compactMap { line in
      let fields = line.dropFirst().split(
        separator: "\u{1F}", maxSplits: 2, omittingEmptySubsequences: false
      ).map(String.init)
      return fields.count == 3 ? Commit(id: fields[0], author: fields[2], date: fields[1], tags: []) : nil
    }
  }

  /// The names of tags by the commit that each is for, in order.
  private func tags() throws(Program.Failure) -> [String: [String]] {
    // The second id is that of what an annotated tag is for.
    let output = try git([
      "for-each-ref", "--format=%(objectname) %(*objectname) %(refname:lstrip=2)", "refs/tags",
    ])
    var tags: [String: [String]] = [:]
    for line in Self.lines(output) {
      let fields = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      if fields.count == 3 { tags[fields[1].isEmpty ? fields[0] : fields[1], default: []].append(fields[2]) }
    }
    return tags
  }
}

/// The branch that changes go to, as far as a clone tells.
package enum Upstream: Hashable, Sendable {
  case commit(String)
  /// There are branches of remotes, and none of them is the default.
  case unknown
  /// Nothing here came from elsewhere.
  case none
}

extension GitRepository {
  /// What stands for the main branch of the remote in a clone.
  package static let mainBranch = "origin/HEAD"

  package func upstream() throws(Program.Failure) -> Upstream {
    if let id = try commit("refs/remotes/\(Self.mainBranch)") { return .commit(id) }
    let others = Self.lines(
      try git(["for-each-ref", "--count=1", "--format=%(refname)", "refs/remotes"]))
    return others.isEmpty ? .none : .unknown
  }

  /// What a file was in each commit of HEAD that changed it, the latest first, without those that took it away.
  ///
  /// - Returns: nil when there is no commit yet.
  package func contents(
    over file: String
  ) throws(Program.Failure) -> [(commit: Commit, bytes: [UInt8])]? {
    guard let head = try commit("HEAD") else { return nil }
    guard let path = path(of: file) else { return [] }
    let commits = try commits(of: path, at: head)
    let ids = try objects(commits.map { "\($0.id):\(path)" })
    let contents = try contents(of: Array(Set(ids.values)))
    return commits.compactMap { commit in
      ids["\(commit.id):\(path)"].flatMap { contents[$0] }.map { (commit, $0) }
    }
  }
}
