import ArgumentParser
import Files
import Git
import Processes
import ReleaseTree
import Rendering
import Terminal
import WorkflowModel

struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Resolves a merge in which two branches changed one workflow's state.",
    discussion: """
      Reads both sides from git, keeps the versions of both and writes lock and manifests for what came of it: the \
      higher version is live when both just went on. Where both sides decided, by a pin, a canary or a setting, name \
      the side that wins. Then `git add` the folder and go on with the merge.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @Flag(help: "Where both sides decided, take this branch's decision.")
  var ours = false

  @Flag(help: "Where both sides decided, take the other branch's decision.")
  var theirs = false

  @OptionGroup var tree: TreeOptions

  func validate() throws {
    if ours, theirs { throw ValidationError("--ours and --theirs exclude each other") }
  }

  func run() throws {
    try reportingErrors {
      let finder = try JobFinder(tree: tree.tree)
      let tree = try finder.tree(holding: name, environment: tree.env)
      let lock = Path.join(Path.join(tree, name), Release.lockFile)
      let merged = try merge(try conflict(lock), lock)
      var options = try finder.options(environment: self.tree.env)
      // What git left in the manifests are marks of the conflict.
      options.force = true
      let change = try ReleaseChange(tree: tree) {
        var planner = Planner(tree: tree, options: options)
        return try planner.resolve(merged)
      }
      try change.write()
      Console.output("\(name): live \(merged.live?.text ?? "none"), \(merged.versions.count) versions\n")
      Console.output(ReleaseText.notes(merged).map { "  \($0)\n" }.joined())
      Console.output("next: git add \(Path.join(tree, name))\n")
    }
  }

  private func conflict(_ lock: String) throws -> GitConflict {
    do {
      if let conflict = try GitRepository(holding: Path.parent(lock))?.conflict(of: lock) { return conflict }
    } catch {
      throw FileError("resolve", lock, .said(error.message))
    }
    throw RenderFailure(path: lock, "has no conflict in git, so there is nothing to resolve")
  }

  private func merge(_ conflict: GitConflict, _ lock: String) throws -> Release {
    func release(_ bytes: [UInt8]) throws -> Release {
      do {
        return try LockFile.decode(bytes)
      } catch {
        throw RenderFailure(path: lock, "one side of the merge is no lock; restore it with git")
      }
    }
    let merge = ReleaseMerge(
      base: try conflict.base.map(release), ours: try release(conflict.ours),
      theirs: try release(conflict.theirs), preference: ours ? .ours : theirs ? .theirs : nil)
    do {
      return try merge.merged()
    } catch {
      let what = "both sides changed \(error.what): \(error.ours) here, \(error.theirs) there"
      throw RenderFailure(
        path: lock,
        error.isChoice
          ? "\(what); choose with `--ours` or `--theirs`"
          : "\(what); raise `version:` on one side, render there, and merge again")
    }
  }
}
