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

/// What the history says of a file.
package enum Appearance: Hashable, Sendable {
  /// It appeared first in this commit.
  case commit(Commit)
  /// It was there where a shallow history ends, and perhaps long before.
  case beforeHistory
}

extension GitRepository {
  /// In which commits of HEAD the files below a folder appeared first, by the files' paths in the repository.
  ///
  /// - Returns: nil when there is no commit yet.
  package func appearances(below folder: String) throws(Program.Failure) -> [String: Appearance]? {
    guard let head = try commit("HEAD") else { return nil }
    guard let path = path(of: folder) else { return [:] }
    let commits = try commits(of: path, at: head)
    if commits.isEmpty { return [:] }
    // For a merge `-c` tells what none of its parents had, like a version that came of resolving it.
    let output = try git(
      [
        "diff-tree", "--stdin", "--root", "-r", "-c", "-z", "--no-renames", "--no-ext-diff",
        "--diff-filter=A",
      ]
        + ["--name-only", "--", path], input: Array(commits.map { "\($0.id)\n" }.joined().utf8))
    let known = Dictionary(commits.map { ($0.id, $0) }) { first, _ in first }
    var appearances: [String: Appearance] = [:]
    var current: Appearance?
    for field in output.split(separator: 0) {
      let text = String(decoding: field, as: UTF8.self)
      if let commit = known[text] {
        current = boundary.contains(commit.id) ? .beforeHistory : .commit(commit)
      } else {
        // Children come before their parents, so the first appearance is the last to be read.
        appearances[text] = current
      }
    }
    return appearances
  }

  /// Commits that changed something below a path, children first.
  private func commits(of path: String, at head: String) throws(Program.Failure) -> [Commit] {
    let output = try git([
      "rev-list", "--date-order", "--encoding=UTF-8", "--format=\(Self.mark)%H%x1f%aI%x1f%an", head, "--",
      path,
    ])
    let lines = Self.lines(output).filter { $0.hasPrefix(Self.mark) }
    if lines.isEmpty { return [] }
    let tags = try tags()
    return lines.compactMap { line in
      let fields = line.dropFirst().split(
        separator: "\u{1F}", maxSplits: 2, omittingEmptySubsequences: false
      ).map(String.init)
      guard fields.count == 3 else { return nil }
      return Commit(id: fields[0], author: fields[2], date: fields[1], tags: tags[fields[0]] ?? [])
    }
  }

  /// `rev-list` writes a line of its own before each that is asked for.
  private static let mark = "\u{1E}"

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

  /// The commit that made a file what it is at HEAD; nil when HEAD has no such file.
  package func lastChange(of file: String) throws(Program.Failure) -> LastChange? {
    guard let path = path(of: file), let head = try commit("HEAD") else { return nil }
    guard let id = Self.lines(try git(["rev-list", "--max-count=1", head, "--", path])).first else {
      return nil
    }
    return boundary.contains(id) ? .beforeHistory : .commit(id)
  }
}

/// What the history says of the last change of a file.
package enum LastChange: Hashable, Sendable {
  case commit(String)
  /// The file is what it was where a shallow history ends.
  case beforeHistory
}
