import ArgumentParser
import Diagnostics
import Files
import Releases

struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Resolves a merge in which two branches changed one workflow's state.",
    discussion: """
      Reads both sides from git, keeps the versions of both and writes lock and manifests for what came of it: the \
      higher version is live when both just went on. Where both sides decided, by a pin, a canary, a setting or a \
      removal, name the side that wins; the sides are those of git, so in a rebase --theirs is your own commit. Where \
      both gave one number to other code, that of the other branch stays, in a rebase, cherry-pick or revert that of \
      the branch you are on, and always that of origin/HEAD; --bump gives the merged source the next number. In \
      removed.lock the numbers of both sides stay taken. It ends with what is left to do.
      """)

  @Argument(help: "The name of a workflow (default: all that is in conflict, in all environments).")
  var name: String?

  @Flag(help: "Where both sides decided, take this branch's decision.")
  var ours = false

  @Flag(help: "Where both sides decided, take the other branch's decision.")
  var theirs = false

  @Option(
    name: .customLong("bump"), defaultAsFlag: NextNumber.next, parsing: .next,
    help: ArgumentHelp(
      "Where both sides added code, raise `version:` in the merged workflow.yaml and render it: patch, minor or major.",
      valueName: "part"))
  var bump: NextNumber? = nil

  @OptionGroup var tree: TreeOptions

  func validate() throws {
    if ours, theirs { throw ValidationError("--ours and --theirs exclude each other") }
  }

  func run() throws {
    try reportingErrors {
      let finder = try JobFinder(tree: tree.tree, FindingFormat.text.report)
      _ = try finder.environments(tree.env)
      let all = try finder.trees(environment: nil).map { environment, tree throws(FileError) in
        try ConflictedTree(tree, environment: environment)
      }
      var resolution = try MergeResolution(
        all, only: name, environment: tree.env, preference: ours ? .ours : theirs ? .theirs : nil, finder)
      if resolution.isEmpty {
        throw nothing(in: all.filter { tree.env == nil || $0.environment == tree.env })
      }
      try resolution.write(bump)
    }
  }

  private func nothing(in trees: [ConflictedTree]) -> InvalidInput {
    let folders = trees.map(\.tree)
    guard let name else {
      return InvalidInput(
        path: folders.joined(separator: ", "), "has no conflict in git, so there is nothing to resolve")
    }
    let found = trees.filter { Disk.exists($0.lock(of: name)) }
    if found.isEmpty {
      return InvalidInput(
        path: name, "no tree holds this workflow; looked in \(folders.joined(separator: ", "))")
    }
    return InvalidInput(
      found.map { tree in
        let folder = ShellWord.path(Path.join(tree.tree, name))
        let wayOut = tree.lastWhole(name).map {
          "; take the last whole one with `git checkout --no-overlay \($0) -- \(folder)`, and render again"
        }
        return Finding(
          path: tree.lock(of: name),
          message: "has no conflict in git, so there is nothing to resolve\(wayOut ?? "")")
      })
  }
}
