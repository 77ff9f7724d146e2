import Git
import Processes
import Tree
import WorkflowModel

/// What the files of versions held at any time in the history of a commit.
struct PastVersions {
  private let repository: GitRepository
  private let changes: [String: [(commit: String, content: String)]]
  private let contents: [String: [UInt8]]

  /// - Parameters:
  ///   - files: those of versions, wherever they are or were.
  ///   - trees: those that hold the files.
  init(
    _ files: [String], in trees: [String], before commit: String, _ repository: GitRepository
  ) throws(Program.Failure) {
    self.repository = repository
    let paths = Set(files.compactMap(repository.path)).sorted()
    let folders = Set(trees.compactMap(repository.path)).sorted()
    changes = try repository.pastContents(of: paths, below: folders, before: commit)
    let ids = Set(changes.values.joined().map(\.content))
    contents = try repository.contents(of: ids.sorted())
  }

  /// The latest commit in which one of some files had other source than a digest says.
  func commit(with files: [String], otherThan digest: String) -> String? {
    for file in files {
      let past = repository.path(of: file).flatMap { changes[$0] } ?? []
      for change in past {
        // What is not a version had no number to lose.
        guard let source = contents[change.content].flatMap(VersionFile.source) else { continue }
        if source.digest != digest { return change.commit }
      }
    }
    return nil
  }
}
