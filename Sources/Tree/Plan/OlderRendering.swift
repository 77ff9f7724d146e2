import Files
import Releases
import Rendering
import WorkflowModel
import YAML

/// Files that are as their lock says, while this tntc makes other bytes of the same recorded inputs.
///
/// That is not to be stale: a tree is stale when the inputs that its lock records (source, settings, templates, what
/// runs) are other ones by now.
package struct OlderRendering: Hashable, Sendable {
  /// Their paths in the workflow's folder, sorted.
  package let files: [String]
  /// The release of tntc that wrote them; nil where the lock does not say so, as that of 0.1.
  package let writer: String?

  init(files: [String], writer: String?) { (self.files, self.writer) = (files, writer) }

  /// Whether it is this tntc that is the older one.
  package var isOfNewer: Bool { Self.isNewer(writer) }

  static func isNewer(_ writer: String?) -> Bool {
    guard let writer, let theirs = try? VersionNumber(writer),
      let ours = try? VersionNumber(ProgramVersion.text)
    else { return false }
    return ours < theirs
  }
}

extension Planner {
  /// What a plan finds older than what this tntc makes.
  struct Renewal {
    /// Nil where there is nothing, or where it cannot be told.
    let older: OlderRendering?
    /// Whether nothing else is the matter.
    let isAll: Bool

    static let none = Renewal(older: nil, isAll: false)
  }

  /// - Parameters:
  ///   - derived: the files that the plan makes.
  ///   - known: versions that were read already.
  mutating func renewal(
    _ plan: FolderPlan, to next: Release, _ derived: [RenderedFile], _ folder: FolderSnapshot,
    known: [WorkflowInput]
  ) throws -> Renewal {
    guard let release = folder.release, plan.changesFiles, plan.leftovers.isEmpty else { return .none }
    let current = release.hasSameInputs(as: next) ? derived : nil
    let changed = plan.changes.filter { $0.action != .keep }.map(\.path)
    let isLockAlone = changed == [Release.lockFile]
    if isLockAlone, current == nil { return .none }
    guard try RetainedWorkflow(folder).isAsLocked else { return .none }
    guard let own = current ?? rerendered(release, folder, known: known) else { return .none }
    let others = try Self.differing(own, release, folder).filter(changed.contains)
    let isAll = current != nil && changed.allSatisfy { others.contains($0) || $0 == Release.lockFile }
    let files = isAll ? changed : others
    if files.isEmpty { return .none }
    return Renewal(older: OlderRendering(files: files, writer: release.derived.writer), isAll: isAll)
  }

  /// The paths of derived files that are other ones in the folder, or on one side alone; sorted.
  private static func differing(
    _ own: [RenderedFile], _ release: Release, _ folder: FolderSnapshot
  ) throws(FileError) -> [String] {
    var files: [String] = []
    for file in own where try folder.bytes(of: file.path) != file.bytes { files.append(file.path) }
    files += release.derived.files.filter { path in !own.contains { $0.path == path } }
    return files.sorted { $0.precedesByBytes($1) }
  }

  /// The derived files that this tntc makes of a recorded state; nil where that cannot be told, as its templates are
  /// not there any more, or a version cannot be read.
  mutating func rerendered(
    _ release: Release, _ folder: FolderSnapshot, known: [WorkflowInput] = []
  ) -> [RenderedFile]? {
    guard resolver.hasTemplates(of: release) else { return nil }
    return try? rendered(release, folder, known: known)
  }
}

/// Makes states that trees record once more, with this tntc.
package struct StateRenderer: Sendable {
  private var planner: Planner

  /// - Parameter tree: the folder of the tree, below which the templates are found that locks name.
  package init(tree: String) { planner = Planner(tree: tree, options: RenderOptions()) }

  /// The workflow as this tntc would have written it; nil where that cannot be told.
  package mutating func rerendered(_ workflow: RetainedWorkflow) -> RetainedWorkflow? {
    planner.rerendered(workflow.release, workflow.folder).flatMap { try? workflow.giving(derived: $0) }
  }
}

extension RetainedWorkflow {
  /// The same state with other derived files.
  fileprivate func giving(derived files: [RenderedFile]) throws -> RetainedWorkflow {
    let derived = DerivedFiles(
      files: files.map(\.path).sorted { $0.precedesByBytes($1) }, digest: WorkflowSource.digest(of: files),
      writer: ProgramVersion.text)
    let state = try release.applying(.derived(derived, sidecars: release.sidecars))
    let gone = release.derived.files.filter { !derived.files.contains($0) }
    let changes =
      files.map { FileChange(path: $0.path, action: .update, bytes: $0.bytes) }
      + gone.map { FileChange(removing: $0, []) }
    return RetainedWorkflow(folder.applying(changes, state), state)
  }
}
