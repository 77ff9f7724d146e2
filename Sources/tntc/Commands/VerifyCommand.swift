import ArgumentParser
import Diagnostics
import Files
import Git
import Processes
import ReleaseTree
import Rendering
import WorkflowModel

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks that a tree is what its locks say.",
    discussion: """
      A file that was edited by hand or is gone is an error; one that this tntc would render differently is a \
      notice. With --against a git revision, like the branch that a change goes to: a version that changed is an \
      error, and so is one that vanished while something refers to it; a version that was added has to be the one \
      that its source folder holds.
      """)

  @Argument(help: "Names of workflows (default: all of the tree).")
  var names: [String] = []

  @Option(help: ArgumentHelp("A git revision that the versions are compared with.", valueName: "revision"))
  var against: String?

  @OptionGroup var tree: TreeOptions

  @Option(help: "How problems are printed: text, json or github.")
  var format: FindingFormat = .text

  func run() throws {
    try reportingErrors {
      let finder = try JobFinder(tree: tree.tree)
      var (findings, count): ([Finding], Int) = ([], 0)
      for (environment, tree) in try finder.trees(environment: tree.env) {
        let found = try TreeIndex.workflows(of: tree)
        let selected = names.isEmpty ? found : found.filter(names.contains)
        let options = try finder.options(environment: environment)
        count += selected.count
        findings += TreeIndex.map(tree, selected) {
          Verification.findings($0, in: tree, options: options)
        }.flatMap(\.self)
        if let against { findings += try History(tree: tree, revision: against).findings(selected) }
      }
      if let missing = names.first, count < names.count {
        throw RenderFailure(path: missing, "no tree holds every one of \(names.joined(separator: ", "))")
      }
      report(findings, count: count)
      if findings.contains(where: { $0.severity == .error }) { throw Exit.invalid }
    }
  }

  private func report(_ findings: [Finding], count: Int) {
    guard format == .text else { return Console.output(format.render(findings)) }
    Console.error(format.render(findings))
    func number(_ severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }
    Console.output(
      "\(Counted.text(count, "workflow")): \(Counted.text(number(.error), "error")), "
        + "\(Counted.text(number(.warning), "warning")), \(Counted.text(number(.notice), "notice"))\n")
  }
}

/// The versions of a tree as a git revision has them, to compare with those on disk.
private struct History {
  private let tree: String
  private let repository: GitRepository
  private let revision: String
  private let files: GitTree
  private let contents: [String: [UInt8]]

  init(tree: String, revision: String) throws {
    guard let repository = GitRepository(holding: tree) else {
      throw RenderFailure(path: tree, "is in no git repository, so there is nothing to verify against")
    }
    do {
      let commit = try repository.commit(revision)
      let files = try repository.tree(of: tree, at: commit)
      let locks = files.files.filter { Path.lastComponent($0.key) == Release.lockFile }
      contents = try repository.contents(of: Array(Set(locks.values)))
      (self.files, self.repository) = (files, repository)
    } catch {
      throw RenderFailure(path: "--against \(revision)", error.message)
    }
    (self.tree, self.revision) = (tree, revision)
  }

  func findings(_ workflows: [String]) throws -> [Finding] {
    var findings: [Finding] = []
    for name in workflows { findings += try self.findings(name) }
    return findings
  }

  private func findings(_ name: String) throws -> [Finding] {
    guard let now = try? RetainedWorkflow(name, in: tree) else { return [] }
    let id = files.files["\(name)/\(Release.lockFile)"]
    let before = try id.flatMap { contents[$0] }.map { bytes in
      do {
        return try LockFile.decode(bytes)
      } catch {
        throw RenderFailure(
          path: now.path, "the lock of \(revision) cannot be read, so nothing can be verified against it")
      }
    }
    return HistoryCheck(now: now, before: before, revision: revision, sources: repository.root).findings()
  }
}
