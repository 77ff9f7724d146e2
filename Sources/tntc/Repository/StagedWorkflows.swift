import Diagnostics
import Files
import Git
import Processes
import WorkflowModel
import YAML

/// The workflows that the next commit changes, as git says: what differs between the last commit and the index.
struct StagedWorkflows {
  /// The option that asks for them.
  static let option = "--changed"

  /// In the order in which they are found.
  private let all: [String]
  /// The same by their path in the repository.
  private var directories: [ByteKey: String] = [:]
  /// Paths of trees in the repository, split at slashes.
  private let trees: [[Substring]]

  /// - Returns: their directories, in the order in which they are found; nil when all have to be looked at: before the
  ///   first commit, and when it changes a file in no folder of a workflow, from where settings, templates and secrets
  ///   are shared.
  /// - Throws: `InvalidInput` outside a repository, and when there is no workflow, `FileError`.
  static func directories(_ finder: JobFinder) throws -> [String]? {
    let all = try finder.directories([]).flatMap(\.directories)
    do {
      guard let repository = try GitRepository(holding: ".") else {
        throw InvalidInput(path: option, "there is no git repository here, and git says what changed")
      }
      guard let staged = try repository.staged() else { return nil }
      let trees = try finder.configuredTrees(environment: nil).map(\.tree)
      return try StagedWorkflows(all, trees: trees, in: repository).changed(by: staged)
    } catch let failure as Program.Failure {
      throw InvalidInput(path: option, "git does not say what changed: \(failure.message)")
    }
  }

  private init(_ all: [String], trees: [String], in repository: GitRepository) {
    self.all = all
    for directory in all {
      if let path = repository.path(of: directory) { directories[ByteKey(path)] = directory }
    }
    self.trees = trees.compactMap { repository.path(of: $0)?.split(separator: "/") }
  }

  private func changed(by staged: [String]) throws(FileError) -> [String]? {
    var names: Set<ByteKey> = []
    var found: Set<ByteKey> = []
    for file in staged {
      let parts = file.split(separator: "/")
      if let name = workflow(ofFileInTree: parts) {
        names.insert(ByteKey(name))
      } else if let directory = directory(holding: parts) {
        found.insert(ByteKey(directory))
      } else {
        return nil
      }
    }
    if !names.isEmpty {
      for directory in directories.values {
        guard let name = try WorkflowHead(of: directory).name else { continue }
        if names.remove(ByteKey(name)) != nil { found.insert(ByteKey(directory)) }
      }
      // A workflow of the tree whose source is not here: whether it may be so is a question about all.
      if !names.isEmpty { return nil }
    }
    return all.filter { found.contains(ByteKey($0)) }
  }

  /// The name of the folder in a tree that holds a file; nil outside trees, and for what lies right in one.
  private func workflow(ofFileInTree parts: [Substring]) -> String? {
    // A tree of an environment may lie in a folder that is one as well.
    let holders = trees.filter { $0.count + 1 < parts.count && zip($0, parts).allSatisfy(Self.same) }
    return holders.max { $0.count < $1.count }.map { String(parts[$0.count]) }
  }

  private func directory(holding parts: [Substring]) -> String? {
    for count in (0..<parts.count).reversed() {
      let folder = count == 0 ? "." : parts.prefix(count).joined(separator: "/")
      if let directory = directories[ByteKey(folder)] { return directory }
    }
    return nil
  }

  private static func same(_ one: Substring, _ other: Substring) -> Bool {
    String(one).hasSameBytes(as: String(other))
  }
}
