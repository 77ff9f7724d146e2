import Diagnostics
import Files
import Releases
import Settings
import Synchronization
import WorkflowModel
import YAML

/// Workflows whose `name:` was changed. The new name is that of a new workflow: objects of a cluster cannot be renamed.
extension Planner {
  /// Finds a workflow of the tree that has the source of one that is new there. The other locks are read for no other.
  ///
  /// - Returns: what is to be done about the old one.
  /// - Throws: a refusal, unless somebody said that it was renamed.
  mutating func rename(_ release: inout Release, _ input: WorkflowInput) throws -> Finding? {
    guard options.line == nil, !release.isInTree, let source = release.source,
      let old = sources.workflows(from: source).first(where: { $0 != release.workflow })
    else { return nil }
    guard options.renamed else { throw input.refusedName(.renamed(from: old), options) }
    try apply(.renamed(from: old), to: &release, input)
    return runsOn(old, beside: release)
  }

  /// The same for a version that comes from the tree of another environment, where it was said.
  mutating func rename(_ release: inout Release, as other: Release) throws(Refusal) -> Finding? {
    guard !release.isInTree, let old = other.renamedFrom else { return nil }
    try release.apply(.renamed(from: old))
    let isThere = Disk.exists(Path.join(Path.join(tree, old), Release.lockFile))
    return isThere ? runsOn(old, beside: release) : nil
  }

  private func runsOn(_ old: String, beside release: Release) -> Finding {
    let new = release.workflow
    let keepsSettings = options.configured.contains { $0.workflows[old] != nil && $0.workflows[new] == nil }
    let settings = "; settings of \(ConfigurationFile.name) for `\(old)` alone do not apply to `\(new)`"
    return Finding(
      .warning, path: Path.join(tree, new),
      message:
        "its source was that of `\(old)`, which stays in the tree and keeps running; remove it with "
        + "`tntc remove \(old)\(options.place)`" + (keepsSettings ? settings : ""))
  }
}

/// The workflows of a tree by the folders that they were rendered from, read when somebody asks.
final class SourceIndex: Sendable {
  private let tree: String
  private let names = Mutex<[String: [String]]?>(nil)

  init(_ tree: String) { self.tree = tree }

  /// One whose lock cannot be read is left out: that is told where it is rendered itself.
  func workflows(from source: String) -> [String] {
    names.withLock { names in
      let known = names ?? Self.read(tree)
      names = known
      return known[source] ?? []
    }
  }

  private static func read(_ tree: String) -> [String: [String]] {
    var names: [String: [String]] = [:]
    for name in (try? TreeIndex.workflows(of: tree)) ?? [] {
      guard let source = (try? Release.read(in: Path.join(tree, name)))?.source else { continue }
      names[source, default: []].append(name)
    }
    return names
  }
}

extension WorkflowInput {
  /// A refusal that is about the name.
  fileprivate func refusedName(_ refusal: Refusal, _ options: RenderOptions) -> ReleaseProblem {
    let bytes = source[WorkflowSource.workflowFile]?.bytes ?? []
    let position = (try? Reader.read(bytes).valid())?.member("name")?.value.position
    let excerpt = position.flatMap { SourceText(bytes).excerpt(at: $0) }
    return .refused(
      RefusedChange(
        refusal, of: workflow.name, path: path, position: position, excerpt: excerpt, place: options.place))
  }
}
