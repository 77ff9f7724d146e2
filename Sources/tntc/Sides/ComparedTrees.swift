import Diagnostics
import Files
import Git
import Processes

/// Finds the trees that two sides name.
struct ComparedTrees {
  let sides: ComparedSides
  /// Folders of trees by environment, whether they are there or not.
  let configured: [(environment: String?, tree: String)]
  /// By their roots.
  private var repositories: [String: GitRepository] = [:]
  /// By root and revision.
  private var commits: [String: [String: String]] = [:]

  typealias Pair = (environment: String?, tree: String, from: ComparedTree, to: ComparedTree)

  init(sides: ComparedSides, configured: [(environment: String?, tree: String)]) {
    (self.sides, self.configured) = (sides, configured)
  }

  mutating func pairs() throws -> [Pair] {
    var pairs: [Pair] = []
    for (environment, from, to) in try folders() {
      pairs.append((environment, to, try tree(sides.from, from), try tree(sides.to, to)))
    }
    return pairs
  }

  private func folders() throws -> [(environment: String?, from: String, to: String)] {
    switch (sides.from, sides.to) {
    case (.folder(let from), .folder(let to)): return [(nil, from, to)]
    case (.folder(let folder), .workingTree):
      guard configured.count == 1, let only = configured.first else {
        throw InvalidInput(path: folder, "the tree to compare with is unclear; name it as TO, or with --env")
      }
      return [(nil, folder, only.tree)]
    case (.folder(let folder), _), (_, .folder(let folder)): return [(nil, folder, folder)]
    default: return configured.map { ($0.environment, $0.tree, $0.tree) }
    }
  }

  private mutating func tree(_ side: ComparedSides.Side, _ folder: String) throws -> ComparedTree {
    switch side {
    case .workingTree, .folder: return ComparedTree(folder: folder, place: .folder)
    case .revision(let revision):
      let repository = try repository(of: folder, revision)
      let commit = try commit(revision, in: repository)
      return ComparedTree(folder: folder, place: .revision(repository, commit: commit, name: revision))
    case .mergeBase(let first, let second):
      let repository = try repository(of: folder, first)
      let (left, right) = (try commit(first, in: repository), try commit(second, in: repository))
      let base: String?
      do {
        base = try repository.mergeBase(of: left, and: right)
      } catch {
        throw FileError("compare", side.text, .said(error.message))
      }
      guard let base else {
        throw InvalidInput(
          path: "\(first)...\(second)",
          "the two have no common commit\(Self.shallowness(repository))")
      }
      return ComparedTree(folder: folder, place: .revision(repository, commit: base, name: side.text))
    }
  }

  /// What may be the reason when something is not found.
  private static func shallowness(_ repository: GitRepository) -> String {
    repository.boundary.isEmpty ? "" : "; \(GitRepository.deepening)"
  }

  private mutating func repository(of folder: String, _ revision: String) throws -> GitRepository {
    let root = GitRepository.root(holding: folder)
    if let root, let known = repositories[root] { return known }
    do {
      if let root, let repository = try GitRepository(holding: folder) {
        repositories[root] = repository
        return repository
      }
    } catch {
      throw FileError("compare", revision, .said(error.message))
    }
    throw InvalidInput(
      path: revision,
      "is not a folder, and cannot be a revision, as `\(folder)` is in no git repository; name two folders"
    )
  }

  private mutating func commit(_ revision: String, in repository: GitRepository) throws -> String {
    if let known = commits[repository.root]?[revision] { return known }
    do {
      commits[repository.root] = try repository.commits(sides.revisions)
    } catch {
      throw FileError("compare", revision, .said(error.message))
    }
    if let commit = commits[repository.root]?[revision] { return commit }
    throw InvalidInput(path: revision, "is not a folder, and \(repository.unknown(revision))")
  }
}
