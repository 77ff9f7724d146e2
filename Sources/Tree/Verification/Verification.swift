import Diagnostics
import Files
package import Releases
import Rendering
import WorkflowModel
import YAML

/// Compares a workflow's folder with what its lock says of it.
package enum Verification {
  /// What there is to say of a folder.
  package struct Outcome: Sendable {
    /// Nil when there is no lock, or none that can be read.
    package fileprivate(set) var release: Release?
    /// What the folder makes in a cluster.
    package fileprivate(set) var placed: PlacedWorkflow?
    /// What is wrong, and, as notices, what this program would render differently.
    package fileprivate(set) var problems: [ReleaseProblem] = []
  }

  /// - Parameter planner: of the tree; it keeps the templates that it has read.
  package static func outcome(_ workflow: String, _ planner: inout Planner) -> Outcome {
    let path = Path.join(planner.tree, workflow)
    var outcome = Outcome()
    do {
      let folder = try FolderSnapshot(path)
      guard let release = folder.release else { return outcome }
      outcome.release = release
      outcome.placed = PlacedWorkflow(release) { (try? folder.bytes(of: $0)) ?? [] }
      outcome.problems = try findings(release, folder, &planner).map(ReleaseProblem.finding)
    } catch let problem as ReleaseProblem {
      outcome.problems = [problem]
    } catch let failure as InvalidInput {
      outcome.problems = failure.findings.map(ReleaseProblem.finding)
    } catch let failure as FileError {
      outcome.problems = [.finding(Finding(path: failure.path, message: failure.message))]
    } catch {
      outcome.problems = [.finding(Finding(path: path, message: "\(error)"))]
    }
    return outcome
  }

  private static func findings(
    _ release: Release, _ folder: FolderSnapshot, _ planner: inout Planner
  ) throws -> [Finding] {
    var findings = folder.wasInterrupted ? [interrupted(folder.path)] : []
    var intact: Set<ByteKey> = []
    for file in release.writeOnceFiles {
      if let problem = try problem(of: file, folder) {
        findings.append(problem)
      } else {
        intact.insert(ByteKey(file.path))
      }
    }
    // The manifests are made of these: a file is large, and read once.
    var running: [WorkflowInput] = []
    for version in release.versions {
      let file = ReleaseNames.versionFile(version.version)
      guard intact.contains(ByteKey(file)) else { continue }
      let isRunning = [release.live, release.canary?.version].contains(version.version)
      let input = isRunning ? try? WorkflowInput.retained(version.version, folder) : nil
      if let input { running.append(input) }
      if try input?.digest ?? folder.source(in: file)?.digest != version.digest {
        findings.append(foreign(Path.join(folder.path, file)))
      }
    }
    let isDamaged = !findings.isEmpty
    return findings
      + (try check(derived: release, running, folder, &planner, isDamaged: isDamaged))
  }

  private static func interrupted(_ path: String) -> Finding {
    Finding(
      path: path, message: "a run was interrupted here; run `tntc render` once more to complete it")
  }

  /// Nil for a file that is as it was written.
  private static func problem(of file: WriteOnceFile, _ folder: FolderSnapshot) throws -> Finding? {
    let path = Path.join(folder.path, file.path)
    guard let bytes = try folder.bytes(of: file.path) else {
      return Finding(path: path, message: "is gone, and the lock retains it; \(WorkflowInput.restore(path))")
    }
    if DigestText.of(bytes) == file.digest { return nil }
    let edit = "was edited, and a version never changes; \(WorkflowInput.restore(path))"
    return Finding(path: path, message: EditedFile.message(bytes, digest: file.digest, edit: edit))
  }

  /// The files that arrive in the pod do not have the digest that the engine expects.
  private static func foreign(_ path: String) -> Finding {
    Finding(
      path: path,
      message: "has other code than the digest in the lock says; tntc did not write this lock")
  }

  private static func check(
    derived release: Release, _ running: [WorkflowInput], _ folder: FolderSnapshot, _ planner: inout Planner,
    isDamaged: Bool
  ) throws -> [Finding] {
    var onDisk: [RenderedFile] = []
    var findings: [Finding] = []
    for file in release.derived.files {
      if let bytes = try folder.bytes(of: file) {
        onDisk.append(RenderedFile(path: file, bytes: bytes))
      } else {
        let path = Path.join(folder.path, file)
        findings.append(
          Finding(path: path, message: "is gone, and the lock lists it; \(WorkflowInput.restore(path))"))
      }
    }
    let isAsLocked = WorkflowSource.digest(of: onDisk) == release.derived.digest
    if isDamaged, isAsLocked { return findings }
    let rendered: [RenderedFile]
    do {
      rendered = try planner.rendered(release, folder, known: running)
    } catch let failure as InvalidInput where isAsLocked {
      return failure.findings
    } catch is InvalidInput {
      rendered = []
    }
    if isAsLocked {
      let isStale = !planner.resolver.hasTemplates(of: release)
      return findings + differences(rendered, onDisk, folder.path, isStale: isStale)
        + planner.unusableDependencies(of: release, folder, known: running)
    }
    if !findings.isEmpty { return findings }
    if EditedFile.haveOtherLineEndings(onDisk, digest: release.derived.digest) {
      let changed = onDisk.filter { LineEndings.unified($0.bytes) != $0.bytes }
      return changed.map { Finding(path: Path.join(folder.path, $0.path), message: LineEndings.treeProblem) }
    }
    let ours = Set(rendered)
    let edited = onDisk.filter { !ours.contains($0) }
    let known = rendered.filter { release.derived.files.contains($0.path) }
    let isKnown = WorkflowSource.digest(of: known) == release.derived.digest
    return (isKnown ? edited : onDisk).map { file in
      let path = Path.join(folder.path, file.path)
      let what = isKnown ? "was edited by hand" : "or another manifest beside it was edited by hand"
      return Finding(
        path: path,
        message:
          "\(what); \(WorkflowInput.restore(path)), or, when the edit is committed, with `tntc resolve \(release.workflow)`"
      )
    }
  }

  /// The manifests of a workflow that are not what its lock says, by their paths; empty when the lock is none.
  package static func editedManifests(_ workflow: String, in tree: String) throws -> [String] {
    let folder = try FolderSnapshot(Path.join(tree, workflow))
    guard let derived = folder.release?.derived else { return [] }
    let onDisk = try derived.files.compactMap { file in
      try folder.bytes(of: file).map { RenderedFile(path: file, bytes: $0) }
    }
    if WorkflowSource.digest(of: onDisk) == derived.digest { return [] }
    return derived.files.map { Path.join(folder.path, $0) }
  }

  /// A newer tntc, or templates that changed, make something else of the same state.
  ///
  /// - Parameter isStale: whether it is the templates.
  private static func differences(
    _ rendered: [RenderedFile], _ onDisk: [RenderedFile], _ folder: String, isStale: Bool
  ) -> [Finding] {
    let paths = Set((rendered + onDisk).map(\.path)).sorted { $0.precedesByBytes($1) }
    return paths.compactMap { path in
      let (new, old) = (rendered.first { $0.path == path }, onDisk.first { $0.path == path })
      if let new, let old, new.bytes.hasSameBytes(as: old.bytes) { return nil }
      let what =
        isStale
        ? "is stale, as its templates have changed"
        : "was rendered by an older tntc: from the same inputs, this tntc "
          + "\(old == nil ? "renders this file too" : new == nil ? "does not render it" : "renders it differently")"
      return Finding(
        .notice, path: Path.join(folder, path), message: "\(what); `tntc render` brings it up to date")
    }
  }
}
