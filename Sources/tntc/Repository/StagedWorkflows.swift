import Diagnostics
import Files
import Git
import Processes
import Terminal
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
  /// The trees by their path in the repository, and the workflow directories that are rendered into each.
  private let trees: [(path: String, directories: [String])]

  /// - Returns: their directories, in the order in which they are found; nil when all have to be looked at: before the
  ///   first commit, and when it changes a file in no folder of a workflow, from where settings, templates and secrets
  ///   are shared.
  /// - Throws: `InvalidInput` outside a repository, and when there is no workflow, `FileError`.
  static func directories(_ finder: JobFinder) throws -> [String]? {
    let grouped = try finder.directories([])
    do {
      guard let repository = try GitRepository(holding: ".") else {
        throw InvalidInput(
          path: option,
          "this needs git to find the changes, and there is no git "
            + "repository here")
      }
      guard let staged = try repository.staged() else { return nil }
      let empty = try finder.configuredTrees(environment: nil).map {
        (tree: $0.tree, directories: [String]())
      }
      let trees = try finder.jobs(grouped, environment: nil).map {
        (tree: $0.tree, directories: $0.directories)
      }
      return try StagedWorkflows(
        grouped.flatMap(\.directories), trees: trees + empty, in: repository
      ).changed(by: staged)
    } catch let failure as Program.Failure {
      throw InvalidInput(path: option, "git cannot list the changes: \(failure.message)")
    }
  }

  /// What is looked at, for people: git says which workflows, and their files are those on the disk.
  static func text(of directories: [String]) -> String {
    let shown = directories.prefix(mostNames).joined(separator: ", ")
    let rest = directories.count - mostNames
    return
      "\(option): looked at \(FindingText.oneLine(shown))\(rest > 0 ? " and \(rest) more" : ""), as on the disk\n"
  }

  private static let mostNames = 10

  private init(
    _ all: [String], trees: [(tree: String, directories: [String])], in repository: GitRepository
  ) {
    self.all = all
    for directory in all {
      if let path = repository.path(of: directory) { directories[ByteKey(path)] = directory }
    }
    self.trees = trees.compactMap { tree, directories in
      repository.path(of: tree).map { ($0, directories) }
    }
  }

  private func changed(by staged: [String]) throws(FileError) -> [String]? {
    var folders: Set<ByteKey> = []
    var found: Set<ByteKey> = []
    for file in staged {
      let parts = file.split(separator: "/")
      if let folder = folder(ofFileInTree: parts) {
        folders.insert(ByteKey(folder))
      } else if let directory = directory(holding: parts) {
        found.insert(ByteKey(directory))
      } else {
        return nil
      }
    }
    if !folders.isEmpty {
      let sources = try sources()
      for folder in folders {
        // A workflow of the tree whose source is not here: whether it may be so is a question about all.
        guard let directories = sources[folder] else { return nil }
        found.formUnion(directories.map(ByteKey.init))
      }
    }
    return all.filter { found.contains(ByteKey($0)) }
  }

  /// The directories by the folders in trees that they are rendered into: a name is one workflow in each tree, and may be
  /// another one in the next.
  private func sources() throws(FileError) -> [ByteKey: [String]] {
    var names: [ByteKey: String] = [:]
    for directory in all { names[ByteKey(directory)] = try WorkflowHead(of: directory).name }
    var sources: [ByteKey: [String]] = [:]
    for (tree, directories) in trees {
      for directory in directories {
        guard let name = names[ByteKey(directory)] else { continue }
        sources[ByteKey(Path.join(tree, name)), default: []].append(directory)
      }
    }
    return sources
  }

  /// The folder of a workflow in a tree that holds a file; nil outside trees, and for what lies right in one.
  private func folder(ofFileInTree parts: [Substring]) -> String? {
    // A tree of an environment may lie in a folder that is one as well.
    let lengths = trees.compactMap { tree, _ -> Int? in
      let tree = tree.split(separator: "/")
      return tree.count + 1 < parts.count && zip(tree, parts).allSatisfy(Self.same) ? tree.count : nil
    }
    return lengths.max().map { parts.prefix($0 + 1).joined(separator: "/") }
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
