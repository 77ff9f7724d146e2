import ArgumentParser
import Diagnostics
import Files
import Releases

struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Resolves a merge in which two branches changed one workflow's state.",
    discussion: """
      The command reads both sides from git, keeps the versions of both, and writes lock and manifests. When both \
      sides only added versions, the higher one is live. When both made a decision (a pin, a canary, a fix, a mark \
      as bad, a setting, a removal), choose a side with --ours or --theirs, which mean the same as in git: in a \
      rebase, --theirs is your own commit.

      When both sides gave one number to different code, the other branch keeps it. In a rebase, cherry-pick or \
      revert the branch that you are on keeps it, and origin/HEAD always does. --bump gives the merged source the \
      next number. Numbers of both sides stay taken in removed.lock. The output ends with the remaining steps.
      """)

  @Argument(help: "The name of a workflow (default: all with a conflict, in all environments).")
  var name: String?

  @Flag(help: "When both sides made a decision, take that of this branch.")
  var ours = false

  @Flag(help: "When both sides made a decision, take that of the other branch.")
  var theirs = false

  @Option(
    name: .customLong("bump"), defaultAsFlag: NextNumber.next, parsing: .next,
    help: ArgumentHelp(
      "When both sides changed code, raise `version:` in the merged workflow.yaml, and render it.",
      valueName: "part"))
  var bump: NextNumber? = nil

  @OptionGroup var tree: TreeOptions
  @OptionGroup var output: ProblemOptions

  func validate() throws {
    if ours, theirs { throw ValidationError("--ours and --theirs exclude each other") }
    if let text = AttachedValue.unreadable("--bump", as: NextNumber.self) {
      throw ValidationError("--bump=\(text): expected patch, minor or major")
    }
  }

  func run() throws {
    try reportingErrors(as: output.problems) {
      let finder = try JobFinder(tree: tree.tree, output.problems.report)
      let configured = try finder.configuredTrees(environment: tree.env).map(\.tree)
      if !configured.contains(where: Disk.isFolder), let problem = leftOut(of: configured) { throw problem }
      let all = try finder.trees(environment: nil).map { environment, tree throws(FileError) in
        try ConflictedTree(tree, environment: environment)
      }
      var resolution = try MergeResolution(
        all, only: name, environment: tree.env, preference: ours ? .ours : theirs ? .theirs : nil, finder)
      if resolution.isEmpty {
        throw nothing(in: all.filter { tree.env == nil || $0.environment == tree.env })
      }
      try resolution.write(bump, output.problems)
    }
  }

  /// Why there is nothing to do, and the way out of a lock that no merge accounts for.
  private func nothing(in trees: [ConflictedTree]) -> InvalidInput {
    let folders = trees.map(\.tree)
    let found = trees.flatMap { tree in (name.map { [$0] } ?? tree.damaged).map { (tree, $0) } }
      .filter { tree, name in Disk.exists(tree.lock(of: name)) }
    if let name, found.isEmpty {
      return leftOut(of: folders)
        ?? InvalidInput(
          path: name, "no tree holds this workflow; looked in \(folders.joined(separator: ", "))")
    }
    let nothing = "has no conflict in git, so there is nothing to resolve"
    if found.isEmpty { return InvalidInput(path: folders.joined(separator: ", "), nothing) }
    return InvalidInput(
      found.map { tree, name in
        let folder = ShellWord.path(Path.join(tree.tree, name))
        let wayOut = tree.lastWhole(name).map {
          "; take the last whole one with `git checkout --no-overlay \($0) -- \(folder)`, and render again"
        }
        return Finding(path: tree.lock(of: name), message: nothing + (wayOut ?? ""))
      })
  }

  /// What is wrong when a sparse checkout lacks the workflow.
  private func leftOut(of trees: [String]) -> InvalidInput? {
    guard let name else { return nil }
    let sparse = trees.map(SparseTree.init).first { $0.lacks(Path.join(name, Release.lockFile)) }
    return sparse.map { InvalidInput(path: Path.join($0.tree, name), $0.problem([name])) }
  }
}
