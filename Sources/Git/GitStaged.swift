package import Processes

extension GitRepository {
  /// What the next commit changes: the files that differ between the last commit and the index, as the repository names
  /// them; nil before the first commit.
  package func staged() throws(Program.Failure) -> [String]? {
    guard let last = try commit("HEAD") else { return nil }
    let output = try git(["diff-index", "--cached", "--name-only", "--no-renames", "-z", last, "--"])
    return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }
}
