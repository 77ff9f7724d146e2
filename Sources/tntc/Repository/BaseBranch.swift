import Diagnostics
import Files
import Git
import Processes
import Releases
import Rendering
import Tree
import WorkflowModel

/// A version that a run adds to a tree, or makes again.
struct NewNumber {
  let workflow: String
  /// The tree, and those of the other environments.
  let trees: [String]
  let rendered: RenderedNumber

  /// The numbers that are new in a tree.
  static func all(_ entries: [RenderReport.Entry], in tree: String, siblings: [String]) -> [NewNumber] {
    entries.compactMap { entry in
      guard let rendered = entry.rendered, rendered.change != nil else { return nil }
      return NewNumber(workflow: entry.workflow, trees: [tree] + siblings, rendered: rendered)
    }
  }

  var isAmended: Bool { rendered.change == .amended }

  fileprivate var files: [String] {
    trees.map {
      Path.join(Path.join($0, workflow), ReleaseNames.versionFile(rendered.number.version))
    }
  }

  /// Whether another environment has this number with this content; git was asked about it there.
  fileprivate var isElsewhere: Bool {
    trees.dropFirst().contains { tree in
      let release = try? Release.read(in: Path.join(tree, workflow))
      return release?[rendered.number.version]?.digest == rendered.number.digest
    }
  }
}

/// The branch that a change goes to: what it has is not amended, and what it ever had is not numbered again.
struct BaseBranch {
  private let repository: GitRepository
  private let commit: String
  private let name: String
  /// Whether the branch belongs to others as well, so that its versions are released.
  private let isShared: Bool

  /// Asks git once for each repository, and only where something is new. Who has no git is not kept from adding
  /// versions: it is asked beside a render, and changes no byte of it.
  ///
  /// - Parameter revision: the one that was named.
  /// - Returns: those that cannot be used, and why.
  private static func problems(
    _ numbers: [NewNumber], against revision: String?
  ) throws -> [(number: NewNumber, problem: ReleaseProblem)] {
    var repositories: [String: [NewNumber]] = [:]
    var places = Repositories()
    for number in numbers {
      guard let root = places.place(of: number.trees[0])?.root else {
        if revision == nil { continue }
        throw InvalidInput(
          path: number.trees[0], "is in no git repository, so there is nothing to compare it with")
      }
      repositories[root, default: []].append(number)
    }
    var problems: [(number: NewNumber, problem: ReleaseProblem)] = []
    for (root, numbers) in repositories.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      do {
        let isAmending = numbers.contains(where: \.isAmended)
        let branch = try BaseBranch(root, revision, isAmending: isAmending)
        problems += try branch?.problems(numbers) ?? []
      } catch let failure as Program.Failure {
        guard revision != nil || numbers.contains(where: \.isAmended) else { continue }
        throw FileError("ask git of", root, .said(failure.message))
      }
    }
    return problems
  }

  /// Plans, and plans once more for as long as numbers that are to be raised are taken.
  ///
  /// - Parameters:
  ///   - isRaising: whether numbers follow from what is taken.
  ///   - plan: what comes of it, and the numbers in it that are new; given the numbers that cannot be used, by workflow.
  static func planned<Plan>(
    against revision: String?, isRaising: Bool,
    _ plan: (_ used: [String: [VersionNumber]]) throws -> (plan: Plan, numbers: [NewNumber])
  ) throws -> (plan: Plan, problems: [ReleaseProblem]) {
    var used: [String: [VersionNumber]] = [:]
    while true {
      let (plan, numbers) = try plan(used)
      let taken = try problems(numbers, against: revision)
      let old = used
      for (number, _) in isRaising ? taken : []
      where used[number.workflow]?.contains(number.rendered.number.version) != true {
        used[number.workflow, default: []].append(number.rendered.number.version)
      }
      // What is not raised by then cannot be.
      if used == old { return (plan, taken.map(\.problem)) }
    }
  }

  /// Nil when there is no commit yet.
  private init?(_ root: String, _ revision: String?, isAmending: Bool) throws {
    guard let repository = try GitRepository(holding: root) else { return nil }
    self.repository = repository
    if let revision {
      guard let commit = try repository.commit(revision) else {
        throw InvalidInput(path: "--against \(revision)", repository.unknown(revision))
      }
      (self.commit, name, isShared) = (commit, revision, true)
      return
    }
    switch try repository.upstream() {
    case .commit(let commit): (self.commit, name, isShared) = (commit, GitRepository.mainBranch, true)
    case .unknown where isAmending:
      throw InvalidInput(
        path: "--amend",
        "git knows no \(GitRepository.mainBranch) here, so released versions are unknown; name the branch that the "
          + "change goes to with `--against`, or let `git remote set-head origin --auto` find it")
    case .unknown, .none:
      guard let commit = try repository.commit("HEAD") else { return nil }
      (self.commit, name, isShared) = (commit, "HEAD", false)
    }
  }

  private func problems(
    _ numbers: [NewNumber]
  ) throws(Program.Failure) -> [(number: NewNumber, problem: ReleaseProblem)] {
    // Without another branch, versions of this one may be amended; the other environments still protect their numbers.
    let asked = isShared ? numbers : numbers.filter { !$0.isAmended }
    let known = try known(asked)
    var problems: [(number: NewNumber, problem: ReleaseProblem)] = []
    var unknown: [NewNumber] = []
    for number in asked {
      let (version, digest) = (number.rendered.number.version, number.rendered.number.digest)
      let digests = (known[number.workflow] ?? []).filter { $0.version.isSameNumber(as: version) }
        .map(\.digest)
      if digests.contains(where: { $0 != digest }) {
        problems.append((number, number.rendered.refused(.onBaseBranch(version, revision: name))))
      } else if digests.isEmpty, !number.isElsewhere {
        unknown.append(number)
      }
    }
    let past = try PastVersions(
      unknown.flatMap(\.files), in: unknown.flatMap(\.trees), before: commit, repository)
    for number in unknown {
      let (version, digest) = (number.rendered.number.version, number.rendered.number.digest)
      guard let commit = past.commit(with: number.files, otherThan: digest) else { continue }
      let refusal = Refusal.inHistory(version, revision: name, commit: commit)
      problems.append((number, number.rendered.refused(refusal)))
    }
    return problems
  }

  /// The versions behind the numbers of workflows in the branch, in all of their trees. A lock that cannot be read there
  /// tells nothing; the history does.
  private func known(_ numbers: [NewNumber]) throws(Program.Failure) -> [String: [Tombstone]] {
    func path(_ file: String) -> String? { repository.path(of: file) }
    func locks(_ number: NewNumber) -> [String] {
      number.trees.compactMap { path(Path.join(Path.join($0, number.workflow), Release.lockFile)) }
    }
    func records(_ number: NewNumber) -> [String] {
      number.trees.compactMap { path(RemovedWorkflows.path(in: $0)) }
    }
    let paths = Set(numbers.flatMap { locks($0) + records($0) }).sorted()
    let ids = try repository.entries(paths, at: commit).files
    let contents = try repository.contents(of: Set(ids.values).sorted())
    func bytes(_ path: String) -> [UInt8]? { ids[path].flatMap { contents[$0] } }
    var known: [String: [Tombstone]] = [:]
    for number in numbers {
      let workflow = number.workflow
      for lock in locks(number).compactMap(bytes) {
        guard let release = try? LockFile.decode(lock, of: workflow) else { continue }
        known[workflow, default: []] += release.versions.map(Tombstone.init) + release.tombstones
      }
      for record in records(number).compactMap(bytes) {
        known[workflow, default: []] += (try? RemovedWorkflows(record))?.tombstones(of: workflow) ?? []
      }
    }
    return known
  }
}
