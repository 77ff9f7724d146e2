import Diagnostics
import Files
import Git
import Releases
import Rendering
import Reports
import Terminal
import Tree
import WorkflowModel

extension MergedWorkflow {
  /// The merged state; for a workflow that leaves the tree, its last state.
  var release: Release {
    switch outcome {
    case .merged(let release, _, _), .removed(let release), .settled(let release, _): release
    }
  }

  private var merge: ReleaseMerge? {
    switch outcome {
    case .merged(_, let merge, _): merge
    case .settled(_, let merge): merge
    case .removed: nil
    }
  }

  /// Whether no version has the code of both sides.
  var needsNumber: Bool { merge?.needsNumber ?? false }

  /// How each fix is made again that gives way, as a call for a shell.
  func refixes(_ finder: JobFinder) -> [String] {
    (merge?.lostFixes ?? []).compactMap { version, side in
      let file = Path.join(name, ReleaseNames.versionFile(version))
      guard let commit = side == .ours ? "HEAD" : tree.sides?.nameOfTheirs,
        let path = tree.repository?.path(of: Path.join(tree.tree, file))
      else { return nil }
      let place = finder.place(environment: tree.environment)
      return "tntc hotfix \(name)\(place) --extract \(ShellWord.path("../\(name)-\(version.line)"))"
        + "  # then repeat there the fix that `git show \(ShellWord.path("\(commit):\(path)"))` has"
    }
  }

  /// Whether the merge took the config overlay of one side, so that changes of the other side are not in it.
  var needsRender: Bool { merge?.choosesOverlay ?? false }
  /// Whether a version that one side added is live on that side.
  var raisesLive: Bool { merge?.raisesLive ?? false }

  /// The paths to `git add` or `git rm`.
  var paths: [String] {
    let folder = Path.join(tree.tree, name)
    if case .removed = outcome { return [folder, RemovedWorkflows.path(in: tree.tree)] }
    return [folder]
  }

  /// Plans the change of the tree; nil when there is none, or the workflow leaves it.
  func change(_ finder: JobFinder) throws -> PlannedChange? {
    guard case .merged(let release, let merge, let restored) = outcome else { return nil }
    var options = try finder.options(environment: tree.environment)
    // What git left in the manifests are marks of the conflict.
    options.force = true
    return try PlannedChange(tree: tree.tree) { [tree, options] in
      var planner = Planner(tree: tree.tree, options: options)
      return try planner.resolve(release, of: merge, restoring: restored)
    }
  }

  /// - Parameter format: how problems are printed.
  func write(_ finder: JobFinder, _ format: FindingFormat) throws {
    switch outcome {
    case .settled(let release, _):
      Console.output("\(name): resolved before, live \(release.live?.text ?? "none")\n")
    case .removed(let release):
      let removal = try WorkflowRemoval(release, tree: tree.tree)
      try removal.write()
      let taken = removal.takenNumbers.map(\.text).joined(separator: ", ")
      Console.output("\(name): removed; taken: \(taken)\n")
    case .merged:
      guard var change = try change(finder) else { return }
      try change.write()
      format.report(change.plan.warnings)
      let lines = MergeText(tree.operation).lines(
        change.plan.release, merge, place: change.plan.place)
      Console.output(lines.map { "\($0)\n" }.joined())
    }
  }
}
