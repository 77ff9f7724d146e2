import ArgumentParser
import Diagnostics
import Files
import Releases
import Reports
import Terminal
import Tree

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Checks that a tree is what its locks say.",
    discussion: """
      Errors are: a file that was edited by hand or is missing; a number that stands for different content in \
      another environment or after a removal; an object that two workflows make in one namespace of one cluster, in \
      one environment or in several with the same `context`; a file of secrets (`.secrets*`, but not `*.example`) \
      that git tracks here or at the root of the repository; and a `.tentacular/accepted.yaml` that `tntc diff` \
      could not read. A file that this tntc would render differently is a notice.

      With --against a git revision, like the branch that the change goes to, these are errors too: a version that \
      changed, a version that is gone while something refers to it, and a new version that is not the content of its \
      source folder.

      With --provenance, the statement of `tntc provenance` is made again and compared field by field. It may be in \
      a DSSE envelope; tntc does not check signatures.
      """)

  @Argument(help: "Names of workflows (default: all of the tree).")
  var names: [String] = []

  @Option(help: ArgumentHelp("Compare the versions with those of a git revision.", valueName: "revision"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "Compare a statement of `tntc provenance` with the tree; NAMES is then its workflow by default.",
      valueName: "file"))
  var provenance: String?

  @Flag(help: "Refuse images of engines and sidecars without a digest.")
  var requireDigest = false

  @OptionGroup var tree: TreeOptions

  @Option(help: "How problems are printed.")
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
      var records = NumberRecords()
      var placed: [String: [String: PlacedWorkflow]] = [:]
      var asked: [String: Set<String>] = [:]
      var unchecked = UncheckedFiles()
      for (_, tree) in try finder.configuredTrees(environment: tree.env) where !Disk.isFolder(tree) {
        findings += unchecked.whole(tree)
      }
      for (environment, tree) in try finder.trees(environment: tree.env) {
        let found = try TreeIndex.workflows(of: tree)
        let selected = names.isEmpty ? found : found.filter(names.contains)
        let options = try finder.options(environment: environment)
        count += selected.count
        asked[tree] = Set(selected)
        let first = findings.count
        missing.removeAll(where: selected.contains)
        let others = environment == nil ? [] : finder.siblings(of: tree)
        let numbers = NumberCheck(tree, of: selected, others: others, checked: checked, &records)
        checked.append(tree)
        findings += numbers.damage.map(ProblemText.finding)
        let planner = Planner(tree: tree, options: options)
        let outcomes = TreeIndex.map(selected, with: planner) { name, planner in
          let outcome = Verification.outcome(name, &planner)
          return (
            outcome.problems.map(ProblemText.finding) + (outcome.release.map(numbers.findings) ?? []),
            outcome.placed
          )
        }
        findings += outcomes.flatMap(\.0)
        for (name, outcome) in zip(selected, outcomes) { placed[tree, default: [:]][name] = outcome.1 }
        if requireDigest || provenance != nil {
          findings += Self.unpinned(selected, in: tree, severity: requireDigest ? .error : .warning)
        }
        let sparse = unchecked.sparse(tree)
        let unseen = names.isEmpty ? sparse.workflows.filter { !found.contains($0) } : []
        findings += unchecked.parts(of: tree, unseen)
        findings += unchecked.numbers(in: others.filter { $0 != tree }, of: selected)
        if let against {
          let history = try History(sparse, revision: against)
          findings += try history.findings(selected)
          if names.isEmpty { findings += try history.removed(found + unseen) }
        }
        let own = SparseTree.explained(Array(findings[first...]), in: tree, as: .notice)
        findings.replaceSubrange(first..., with: own)
      }
      findings += try finder.collisions(asked, sharedSources: self.names.isEmpty, known: placed)
      findings += try finder.overlays(asked)
      findings += try finder.fluxFindings(asked)
      let trees = missing.isEmpty ? [] : try finder.configuredTrees(environment: tree.env).map(\.tree)
      let sparse = trees.map(SparseTree.init)
      findings += missing.map { name in
        let problem = sparse.first { $0.lacks(name) }?.problem([name])
        return Finding(path: name, message: problem ?? "no tree has this workflow")
      }
      findings += AcceptanceSides().findings()
      findings += TrackedSecrets.findings(
        ["."] + (try finder.configuredTrees(environment: tree.env).map(\.tree)))
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
    workflows.flatMap { name -> [Finding] in
      guard let workflow = try? RetainedWorkflow(name, in: tree) else { return [] }
      return workflow.unpinnedImages(path: Path.join(workflow.path, Release.lockFile), severity: severity)
    }
  }

  private func report(_ findings: [Finding], count: Int) {
    format.report(findings)
    guard format == .text else { return }
    let counts = FindingCounts(findings).text
    Console.output("\(Counted.text(count, "workflow")): \(counts)\n" as StyledText)
  }
}
