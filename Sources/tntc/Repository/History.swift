import Diagnostics
import Files
import Git
import Processes
import Releases
import Reports
import Tree

/// The versions of a tree as a git revision has them, to compare with those on disk.
struct History {
  private let tree: String
  private let repository: GitRepository
  private let revision: String
  private let commit: String
  private let files: GitTree
  private let contents: [String: [UInt8]]
  /// The numbers of removed workflows, in the revision and now.
  private let removed: (before: RemovedWorkflows, now: RemovedWorkflows)

  init(_ sparse: SparseTree, revision: String) throws {
    let tree = sparse.tree
    do {
      guard let repository = try GitRepository(holding: tree) else {
        throw InvalidInput(path: tree, "is in no git repository, so there is nothing to verify against")
      }
      guard let commit = try repository.commit(revision) else {
        throw InvalidInput(path: "--against \(revision)", repository.unknown(revision))
      }
      let files = try repository.tree(of: tree, at: commit)
      let locks = files.files.filter {
        [Release.lockFile, RemovedWorkflows.file].contains(Path.lastComponent($0.key))
      }
      contents = try repository.contents(of: Array(Set(locks.values)))
      (self.files, self.repository, self.commit) = (files, repository, commit)
    } catch let failure as Program.Failure {
      throw FileError("verify", "--against \(revision)", .said(failure.message))
    }
    (self.tree, self.revision) = (tree, revision)
    let before = files.files[RemovedWorkflows.file].flatMap { [contents] id in contents[id] }
    let path = RemovedWorkflows.path(in: tree)
    // A sparse checkout may leave it out; it is in the index.
    let indexed = sparse.bytes(of: RemovedWorkflows.file)
    removed = (
      try before.map {
        try RemovedWorkflows($0, path: "\(revision):\(path)")
      } ?? RemovedWorkflows(),
      (try? indexed.map { try RemovedWorkflows($0, path: path) } ?? RemovedWorkflows.read(in: tree))
        ?? RemovedWorkflows()
    )
  }

  func findings(_ workflows: [String]) throws -> [Finding] {
    var findings: [Finding] = []
    for name in workflows { findings += try self.findings(name) }
    return findings + (try usedAgain(workflows))
  }

  /// Versions that the revision does not know, and whose numbers stood for other content before it.
  private func usedAgain(_ workflows: [String]) throws -> [Finding] {
    var added: [(workflow: RetainedWorkflow, version: RetainedVersion)] = []
    for name in workflows {
      guard let now = try? RetainedWorkflow(name, in: tree) else { continue }
      let numbers = try release(name, path: now.path)?.numbers ?? []
      let known = Set(numbers + removed.before.tombstones(of: name).map(\.version))
      added += now.release.versions.filter { !known.contains($0.version) }.map { (now, $0) }
    }
    do {
      let files = added.map { $0.workflow.path(of: $0.version.version) }
      let past = try PastVersions(files, in: [tree], before: commit, repository)
      return zip(added, files).compactMap { added, file in
        let version = added.version
        guard let commit = past.commit(with: [file], otherThan: version.digest) else { return nil }
        let refusal = Refusal.inHistory(version.version, revision: revision, commit: commit)
        return ProblemText.finding(
          .refused(RefusedChange(refusal, of: added.workflow.release.workflow, path: file)))
      }
    } catch {
      throw FileError("verify", "--against \(revision)", .said(error.message))
    }
  }

  /// Workflows of the revision that are in the tree no longer.
  ///
  /// - Parameter workflows: those of the tree, also where a sparse checkout leaves them out.
  func removed(_ workflows: [String]) throws -> [Finding] {
    let gone = SparseTree.workflows(files.files.keys).filter { !workflows.contains($0) }
    let names = Set(gone).union(removed.before.workflows.filter { !workflows.contains($0) }).sorted()
    var findings: [Finding] = []
    for name in names {
      let path = Path.join(tree, name)
      if gone.contains(name) {
        findings.append(
          Finding(
            .warning, path: path,
            message: "is in \(revision) but not here; a controller that prunes will delete its objects"))
      }
      findings += RemovalCheck(
        name, before: try release(name, path: path), removed: removed.before, revision: revision
      ).findings(now: removed.now, in: tree)
    }
    return findings
  }

  private func findings(_ name: String) throws -> [Finding] {
    guard let now = try? RetainedWorkflow(name, in: tree) else { return [] }
    let before = try release(name, path: now.path)
    let earlier = removed.before.tombstones(of: name)
    let later = removed.now.tombstones(of: name)
    return HistoryCheck(
      now: now, before: before, revision: revision, sources: repository.root, removed: (earlier, later)
    ).findings()
  }

  /// The state of a workflow in the revision; nil when it had none of this name.
  private func release(_ name: String, path: String) throws -> Release? {
    guard let id = files.files["\(name)/\(Release.lockFile)"], let bytes = contents[id] else { return nil }
    do {
      return try LockFile.decode(bytes, of: name)
    } catch {
      let reason = ProblemText.message(error, mendedBy: "tntc resolve \(name)")
      throw InvalidInput(
        path: "\(revision):\(Path.join(path, Release.lockFile))",
        "\(reason); nothing can be verified against it")
    }
  }
}
