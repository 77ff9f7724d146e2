import ArgumentParser
import Diagnostics
import Files
import Git
import Processes
import ReleaseTree
import Rendering
import Terminal
import WorkflowModel

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks that a tree is what its locks say.",
    discussion: """
      A file that was edited by hand or is gone is an error; one that this tntc would render differently is a \
      notice. With --against a git revision, like the branch that a change goes to: a version that changed is an \
      error, and so is one that vanished while something refers to it; a version that was added has to be the one \
      that its source folder holds. With --provenance, a statement of `tntc provenance` is made again and \
      compared, field by field; it may stand in a DSSE envelope, whose signatures are for others to check.
      """)

  @Argument(help: "Names of workflows (default: all of the tree).")
  var names: [String] = []

  @Option(help: ArgumentHelp("A git revision that the versions are compared with.", valueName: "revision"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "A statement of `tntc provenance`, compared with the tree; the default for NAMES is then its workflow.",
      valueName: "file"))
  var provenance: String?

  @Flag(help: "Refuse engine images without a digest.")
  var requireDigest = false

  @OptionGroup var tree: TreeOptions

  @Option(help: "How problems are printed: text, json, github or sarif.")
  var format: FindingFormat = .text

  func run() throws {
    try reportingErrors(as: format) {
      var (findings, count): ([Finding], Int) = ([], 0)
      let finder = try JobFinder(tree: tree.tree) { findings = $0 }
      var names = names
      if let provenance {
        let check = try StatementFile(provenance)
        if names.isEmpty { names = [check.workflow] }
        findings += check.findings(finder, environment: tree.env)
      }
      var missing = names
      var checked: [String] = []
      for (_, tree) in try finder.configuredTrees(environment: tree.env) where !Disk.isFolder(tree) {
        let sparse = SparseTree(tree)
        if sparse.isWhole { continue }
        findings.append(
          Finding(
            .notice, path: tree,
            message: "is left out of this sparse checkout, so it was not checked; \(sparse.adding())"))
      }
      for (environment, tree) in try finder.trees(environment: tree.env) {
        let found = try TreeIndex.workflows(of: tree)
        let selected = names.isEmpty ? found : found.filter(names.contains)
        let options = try finder.options(environment: environment)
        count += selected.count
        let first = findings.count
        missing.removeAll(where: selected.contains)
        let others = environment == nil ? [] : finder.siblings(of: tree)
        let numbers = NumberCheck(tree, others: others, checked: checked)
        checked.append(tree)
        findings += numbers.damage
        findings += TreeIndex.map(tree, selected) {
          Verification.findings($0, in: tree, options: options) + numbers.findings($0)
        }.flatMap(\.self)
        if requireDigest || provenance != nil {
          findings += Self.unpinned(selected, in: tree, severity: requireDigest ? .error : .warning)
        }
        if let against {
          let history = try History(tree: tree, revision: against)
          findings += try history.findings(selected)
          if names.isEmpty { findings += try history.removed(found) }
        }
        let own = SparseTree.explained(Array(findings[first...]), in: tree, as: .notice)
        findings.replaceSubrange(first..., with: own)
      }
      let trees = missing.isEmpty ? [] : try finder.configuredTrees(environment: tree.env).map(\.tree)
      let sparse = trees.map(SparseTree.init)
      findings += missing.map { name in
        let problem = sparse.first { $0.lacks(name) }?.problem([name])
        return Finding(path: name, message: problem ?? "no tree holds this workflow")
      }
      for position in findings.indices where findings[position].rule == .input {
        findings[position].rule = .tree
      }
      report(findings, count: count)
      if findings.contains(where: { $0.severity == .error }) { throw Exit.invalid }
    }
  }

  /// A lock that cannot be read is a finding already.
  private static func unpinned(
    _ workflows: [String], in tree: String, severity: Finding.Severity
  ) -> [Finding] {
    workflows.compactMap { name in
      guard let workflow = try? RetainedWorkflow(name, in: tree) else { return nil }
      return ImagePin.finding(
        workflow.release.image, path: Path.join(workflow.path, Release.lockFile), severity: severity)
    }
  }

  private func report(_ findings: [Finding], count: Int) {
    format.report(findings)
    guard format == .text else { return }
    Console.output("\(Counted.text(count, "workflow")): \(FindingCounts(findings).text)\n")
  }
}

/// The versions of a tree as a git revision has them, to compare with those on disk.
private struct History {
  private let tree: String
  private let repository: GitRepository
  private let revision: String
  private let files: GitTree
  private let contents: [String: [UInt8]]
  /// The numbers of removed workflows, in the revision and now.
  private let removed: (before: RemovedWorkflows, now: RemovedWorkflows)

  init(tree: String, revision: String) throws {
    do {
      guard let repository = try GitRepository(holding: tree) else {
        throw RenderFailure(path: tree, "is in no git repository, so there is nothing to verify against")
      }
      guard let commit = try repository.commit(revision) else {
        throw RenderFailure(path: "--against \(revision)", repository.unknown(revision))
      }
      let files = try repository.tree(of: tree, at: commit)
      let locks = files.files.filter {
        [Release.lockFile, RemovedWorkflows.file].contains(Path.lastComponent($0.key))
      }
      contents = try repository.contents(of: Array(Set(locks.values)))
      (self.files, self.repository) = (files, repository)
    } catch let failure as Program.Failure {
      throw FileError("verify", "--against \(revision)", .said(failure.message))
    }
    (self.tree, self.revision) = (tree, revision)
    let before = files.files[RemovedWorkflows.file].flatMap { [contents] id in contents[id] }
    let path = RemovedWorkflows.path(in: tree)
    // A sparse checkout may leave it out; it is in the index.
    let indexed = Disk.exists(path) ? nil : SparseTree(tree).bytes(of: RemovedWorkflows.file)
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
    return findings
  }

  /// Workflows of the revision that are in the tree no longer, and those that a sparse checkout leaves out.
  func removed(_ workflows: [String]) throws -> [Finding] {
    let before = files.files.keys.filter { Path.lastComponent($0) == Release.lockFile }.map(Path.parent)
    let leftOut = try asking { () throws(Program.Failure) in try repository.leftOut(below: tree).files }
    let unchecked = leftOut.keys.filter { Path.lastComponent($0) == Release.lockFile }.map(Path.parent)
      .filter { !workflows.contains($0) }
    let gone = before.filter { !$0.contains("/") && !workflows.contains($0) && !unchecked.contains($0) }
    let names = Set(gone).union(removed.before.workflows.filter { !workflows.contains($0) }).sorted()
    var findings = unchecked.sorted().map {
      Finding(
        .notice, path: Path.join(tree, $0),
        message: "is left out of this sparse checkout, so it was not checked")
    }
    for name in names {
      let path = Path.join(tree, name)
      if gone.contains(name) {
        findings.append(
          Finding(
            .warning, path: path,
            message: "is in \(revision) and not here; a controller that prunes will delete its objects"))
      }
      findings += RemovalCheck(
        name, before: try release(name, path: path), removed: removed.before, revision: revision
      ).findings(now: removed.now, in: tree)
    }
    return findings
  }

  private func asking<Answer>(
    _ question: () throws(Program.Failure) -> Answer
  ) throws(FileError) -> Answer {
    do {
      return try question()
    } catch {
      throw FileError("verify", "--against \(revision)", .said(error.message))
    }
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
      return try LockFile.decode(bytes)
    } catch {
      let reason = error.message(mendedBy: "tntc resolve \(name)")
      throw RenderFailure(
        path: "\(revision):\(Path.join(path, Release.lockFile))",
        "\(reason); nothing can be verified against it")
    }
  }
}
