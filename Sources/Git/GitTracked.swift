package import Processes

extension GitRepository {
  /// The files of the index whose name, or that of a folder of theirs, begins with a word, as the repository names
  /// them, in the order of the index.
  ///
  /// - Parameter word: without characters that a glob takes for others.
  package func tracked(named word: String) throws(Program.Failure) -> [String] {
    try tracked(["**/\(word)*", "**/\(word)*/**"])
  }

  /// The files of the index that have one of some names, wherever they lie.
  ///
  /// - Parameter names: without characters that a glob takes for others.
  package func tracked(called names: [String]) throws(Program.Failure) -> [String] {
    try tracked(names.map { "**/\($0)" })
  }

  private func tracked(_ patterns: [String]) throws(Program.Failure) -> [String] {
    let output = try git(
      ["ls-files", "--cached", "-z", "--full-name", "--"] + patterns, pathspecs: ["--glob-pathspecs"])
    var seen: Set<String> = []
    // A file in conflict is there three times.
    return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      .filter { seen.insert($0).inserted }
  }
}
