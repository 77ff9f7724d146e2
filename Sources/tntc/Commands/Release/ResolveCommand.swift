import ArgumentParser
import Diagnostics
import Files
import Git
import Processes
import Releases
import Rendering
import Reports
import Terminal
import Tree
import WorkflowModel

struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Resolves a merge in which two branches changed one workflow's state.",
    discussion: """
      Reads both sides from git, keeps the versions of both and writes lock and manifests for what came of it: the \
      higher version is live when both just went on. Where both sides decided, by a pin, a canary or a setting, name \
      the side that wins. In removed.lock the numbers of both sides stay taken. Then `git add` what was written and go \
      on with the merge.
      """)

  @Argument(help: "The name of a workflow (default: all that is in conflict).")
  var name: String?

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
      let finder = try JobFinder(tree: tree.tree, FindingFormat.text.report)
      let places = try places(finder)
      var options = try finder.options(environment: tree.env)
      // What git left in the manifests are marks of the conflict.
      options.force = true
      // All is merged and planned before the first byte is written.
      let records = try places.map { $0.isRecordUnmerged ? try removed(in: $0.tree) : nil }
      let merges = try places.map { place in try place.workflows.map { try merge($0, in: place.tree) } }
      for (place, merges) in zip(places, merges) {
        for merge in merges { _ = try change(merge, in: place.tree, options) }
      }
      for ((place, record), merges) in zip(zip(places, records), merges) {
        if let record { try write(record, in: place.tree) }
        for merged in merges {
          var change = try change(merged, in: place.tree, options)
          try change.write()
          FindingFormat.text.report(change.plan.warnings)
          report(change.plan.release, merged.merge, in: place.tree)
        }
      }
    }
  }

  /// A tree, with the workflows whose state is to be merged.
  private struct Place {
    let tree: String
    let workflows: [String]
    let isRecordUnmerged: Bool
  }

  /// - Throws: `InvalidInput` when nothing is in conflict.
  private func places(_ finder: JobFinder) throws -> [Place] {
    let trees =
      try name.map { [try finder.tree(holding: $0, environment: tree.env)] }
      ?? finder.trees(environment: tree.env).map(\.tree)
    let places = try trees.map { tree in
      let isUnmerged = try unmerged(in: tree)
      let workflows = try name.map { [$0] } ?? TreeIndex.workflows(of: tree)
      return Place(
        tree: tree, workflows: workflows.filter { isUnmerged(Self.lock(of: $0, in: tree)) },
        isRecordUnmerged: isUnmerged(RemovedWorkflows.path(in: tree)))
    }
    guard places.contains(where: { !$0.workflows.isEmpty || $0.isRecordUnmerged }) else {
      let path = name.flatMap { name in trees.first.map { Self.lock(of: name, in: $0) } }
      throw InvalidInput(
        path: path ?? trees.joined(separator: ", "), "has no conflict in git, so there is nothing to resolve")
    }
    return places
  }

  /// Whether git holds a file of the tree as one in conflict; git is asked once.
  private func unmerged(in tree: String) throws -> (String) -> Bool {
    do {
      guard let repository = try GitRepository(holding: tree) else { return { _ in false } }
      let files = try repository.conflicts(below: tree)
      return { file in repository.path(of: file).map(files.contains) ?? false }
    } catch {
      throw FileError("resolve", tree, .said(error.message))
    }
  }

  /// What git calls the commit of the other side now.
  private func otherSide(in place: String) throws(FileError) -> String {
    do {
      return try GitRepository(holding: place)?.otherSide() ?? "MERGE_HEAD"
    } catch {
      throw FileError("resolve", place, .said(error.message))
    }
  }

  private static func lock(of workflow: String, in tree: String) -> String {
    Path.join(Path.join(tree, workflow), Release.lockFile)
  }

  /// - Parameter folder: what to take from one side when the other has removed it.
  private func conflict(_ file: String, folder: String) throws -> GitConflict {
    do {
      if let conflict = try GitRepository(holding: Path.parent(file))?.conflict(of: file) { return conflict }
    } catch {
      throw FileError("resolve", file, .said(error.message))
    }
    let (shown, other) = (ShellWord.path(folder), try otherSide(in: Path.parent(file)))
    throw InvalidInput(
      path: file,
      "one side of the merge removed it and the other changed it; take that of the other with "
        + "`git checkout HEAD -- \(shown)` or `git checkout \(other) -- \(shown)`, and remove it once more if it "
        + "is to go")
  }

  /// A merged state, and files of it that the merge took away.
  private struct Merged {
    let release: Release
    let merge: ReleaseMerge
    let restored: [RenderedFile]
  }

  private func merge(_ workflow: String, in tree: String) throws -> Merged {
    let lock = Self.lock(of: workflow, in: tree)
    let conflict = try self.conflict(lock, folder: Path.join(tree, workflow))
    let merge = ReleaseMerge(
      base: try conflict.base.map { try release($0, "the common ancestor", lock) },
      ours: try release(conflict.ours, "this branch", lock),
      theirs: try release(conflict.theirs, "the other branch", lock),
      preference: ours ? .ours : theirs ? .theirs : nil)
    let merged: Release
    do {
      merged = try merge.merged()
    } catch {
      let other = try otherSide(in: tree)
      let what = "both sides changed \(error.what): \(error.ours) here, \(error.theirs) there"
      throw InvalidInput(
        path: lock,
        error.isChoice
          ? "\(what); choose with `--ours` or `--theirs`"
          : "\(what); take the tree of the other side (`git checkout --no-overlay \(other) -- "
            + "\(ShellWord.path(Path.join(tree, workflow)))`), raise `version:` in the merged source, and run `tntc render`"
      )
    }
    return Merged(release: merged, merge: merge, restored: try restored(merged, in: tree))
  }

  /// Files that are written once and that one side dropped, while the merged state has them in use: from the side that
  /// still has them.
  private func restored(_ release: Release, in tree: String) throws -> [RenderedFile] {
    let folder = Path.join(tree, release.workflow)
    var missing = try release.writeOnceFiles.filter { file in
      let path = Path.join(folder, file.path)
      return try !Disk.exists(path) || DigestText.of(Disk.read(path)) != file.digest
    }
    var restored: [RenderedFile] = []
    do {
      guard !missing.isEmpty, let repository = try GitRepository(holding: tree) else { return [] }
      for side in ["HEAD"] + GitRepository.otherSides where !missing.isEmpty {
        guard let commit = try repository.commit(side) else { continue }
        let ids = try repository.tree(of: folder, at: commit).files
        let contents = try repository.contents(of: missing.compactMap { ids[$0.path] })
        for file in missing {
          guard let bytes = ids[file.path].flatMap({ contents[$0] }), DigestText.of(bytes) == file.digest
          else { continue }
          restored.append(RenderedFile(path: file.path, bytes: bytes))
        }
        missing.removeAll { file in restored.contains { $0.path == file.path } }
      }
    } catch {
      throw FileError("resolve", folder, .said(error.message))
    }
    return restored
  }

  private func release(_ bytes: [UInt8], _ side: String, _ lock: String) throws -> Release {
    do {
      return try LockFile.decode(bytes, of: Path.lastComponent(Path.parent(lock)))
    } catch {
      throw InvalidInput(path: lock, Self.refusal(error, side))
    }
  }

  private static func refusal(_ problem: LockProblem, _ side: String) -> String {
    if case .newerFormat = problem { return "that of \(side) \(ProblemText.message(problem, mendedBy: ""))" }
    var reason = ""
    if case .unreadable(let line, let problem) = problem { reason = ": line \(line): \(problem)" }
    return "that of \(side) is no lock\(reason); take the one of the other side with git, or restore it"
  }

  private func change(
    _ merged: Merged, in tree: String, _ options: RenderOptions
  ) throws -> PlannedChange {
    try PlannedChange(tree: tree) {
      var planner = Planner(tree: tree, options: options)
      return try planner.resolve(merged.release, of: merged.merge, restoring: merged.restored)
    }
  }

  private func report(_ merged: Release, _ merge: ReleaseMerge, in tree: String) {
    let versions = Counted.text(merged.versions.count, "version")
    Console.output("\(merged.workflow): live \(merged.live?.text ?? "none"), \(versions)\n")
    Console.output(ReleaseText.notes(merged).map { "  \($0)\n" }.joined())
    // The overlay of one side says nothing of what the other side has changed.
    let render = merge.choosesOverlay ? "tntc render, then " : ""
    Console.output("next: \(render)git add \(ShellWord.path(Path.join(tree, merged.workflow)))\n")
  }

  /// The record of removed workflows: the numbers of both sides stay taken.
  private func removed(in tree: String) throws -> RemovedWorkflows {
    let path = RemovedWorkflows.path(in: tree)
    let conflict = try self.conflict(path, folder: path)
    func record(_ bytes: [UInt8], _ side: String) throws -> RemovedWorkflows {
      do {
        return try RemovedWorkflows(bytes)
      } catch {
        throw InvalidInput(path: path, Self.refusal(error, side))
      }
    }
    return try record(conflict.ours, "this branch").merged(
      with: try record(conflict.theirs, "the other branch"))
  }

  private func write(_ record: RemovedWorkflows, in tree: String) throws {
    let lock = try TreeMutex(tree: tree)
    try withExtendedLifetime(lock) { try record.write(in: tree) }
    let path = RemovedWorkflows.path(in: tree)
    Console.output("\(path): \(Counted.text(record.workflows.count, "removed workflow"))\n")
    Console.output("next: git add \(ShellWord.path(path))\n")
  }
}
