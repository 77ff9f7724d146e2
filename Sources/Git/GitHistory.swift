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

extension GitRepository {
  /// The commits in which files below a folder appeared first, by the files' paths in the repository.
  package func additions(below folder: String) throws(Program.Failure) -> [String: Commit] {
    guard let path = path(of: folder) else { return [:] }
    let output = try git([
      "log", "--diff-filter=A", "--no-renames", "--name-only", "--decorate=short",
      "--decorate-refs=refs/tags", "--format=\(Self.mark)%H%x1f%an%x1f%aI%x1f%D", "--", path,
    ])
    var additions: [String: Commit] = [:]
    var commit: Commit?
    for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix(Self.mark) {
        commit = Self.commit(line.dropFirst(Self.mark.count))
      } else {
        // The log goes backwards, so the first appearance is the last to be read.
        additions[String(line)] = commit
      }
    }
    return additions
  }

  private static let mark = "\u{1E}"

  private static func commit(_ line: Substring) -> Commit? {
    let fields = line.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 4 else { return nil }
    let names = fields[3].split(separator: ",").map { $0.drop { $0 == " " } }
    let tags = names.filter { $0.hasPrefix("tag: ") }.map { String($0.dropFirst(5)) }
    return Commit(id: fields[0], author: fields[1], date: fields[2], tags: tags.sorted())
  }
}
