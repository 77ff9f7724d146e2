import Diagnostics
import Files
import Git
import Processes
import Releases
import Tree
import WorkflowModel

/// The conflicts that a merge left in the directory of a workflow.
struct SourceConflicts {
  /// From the working directory.
  let directory: String
  /// Text for workflow.yaml in which the higher `version:` takes the place of marks; nil when there are none, or when
  /// more than that is in conflict.
  let settledVersion: [UInt8]?
  /// Whether the tree has a version with this very code, so that there is nothing to render.
  let isRendered: Bool
  /// Where a person has to decide, by file.
  let findings: [Finding]

  var workflowFile: String { Path.join(directory, WorkflowSource.workflowFile) }

  /// A call that puts the whole directory right; nil when there is none.
  let step: String?

  /// Nil when the lock names no source, or it is nowhere.
  ///
  /// - Parameter settles: whether a conflict of numbers alone is none, as it will be settled.
  init?(of merged: MergedWorkflow, settles: Bool) throws(FileError) {
    guard let repository = merged.tree.repository, let source = merged.release.source,
      let here = Path.resolved(".")
    else { return nil }
    let place = Path.join(repository.root, source)
    directory = Path.relative(place, from: here)
    let file = Path.join(directory, WorkflowSource.workflowFile)
    let unmerged: [String: GitConflict]
    do {
      unmerged = try repository.conflicts(below: place)
      step = try Self.step(
        merged, directory, hasFiles: Disk.isFolder(place) && Disk.holdsFiles(place) || !unmerged.isEmpty)
    } catch {
      throw FileError("resolve", directory, .said(error.message))
    }
    guard step == nil else {
      (findings, settledVersion, isRendered) = ([], nil, false)
      return
    }
    guard Disk.isFolder(place) else { return nil }
    let marks = ConflictMarks(try Disk.readIfPresent(file) ?? [])
    settledVersion = settles ? marks.withHigherVersion : nil
    let others = unmerged.keys.map { Path.relative(Path.join(repository.root, $0), from: here) }
    let conflicts = Dictionary(zip(others, unmerged.values)) { first, _ in first }
    var findings: [Finding] = []
    for path in Set(others + [file]).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where path != file || settledVersion == nil {
      findings += try Self.findings(path, conflicts[path])
    }
    self.findings = findings
    let digest = findings.isEmpty ? try? WorkflowInput.read(directory).digest : nil
    isRendered = merged.release.versions.contains { $0.digest == digest }
  }

  /// Where one side removed the workflow, its source goes the same way as the tree.
  private static func step(
    _ merged: MergedWorkflow, _ directory: String, hasFiles: Bool
  ) throws(Program.Failure) -> String? {
    let shown = ShellWord.path(directory)
    if case .removed = merged.outcome {
      return hasFiles ? "git rm -r -f \(shown)  # or the next render adds \(merged.name) again" : nil
    }
    guard let side = merged.onlyOn, let sides = merged.tree.sides, sides.operation != .unknown else {
      return nil
    }
    guard let commit = side == .ours ? sides.ours : sides.theirs, let name = sides.nameOfTheirs else {
      return nil
    }
    let file = Path.join(directory, WorkflowSource.workflowFile)
    guard try merged.tree.repository?.bytes(of: file, at: commit) != nil else { return nil }
    return
      "git checkout \(side == .ours ? "HEAD" : name) -- \(shown)"
  }

  private static func findings(_ path: String, _ conflict: GitConflict?) throws(FileError) -> [Finding] {
    let marks = ConflictMarks(try Disk.readIfPresent(path) ?? [])
    let hunks = marks.hunks.map { hunk in
      Finding(
        .warning, path: path, position: Position(line: hunk.first, column: 1),
        message:
          "still has conflict markers, down to line \(hunk.last); edit the code, and remove the markers"
      )
    }
    guard hunks.isEmpty, let conflict, conflict.ours == nil || conflict.theirs == nil else { return hunks }
    return [
      Finding(
        .warning, path: path,
        message:
          "one side removed it and the other changed it; `git add` it to keep it, `git rm` it to remove it")
    ]
  }
}
