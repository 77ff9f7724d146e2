import Releases
import Tree
import WorkflowModel
import YAML

/// Hotfixes outside of the source folder, which the next live version may lack.
enum FixRisks {
  static func find(from before: RetainedWorkflow, to after: RetainedWorkflow) throws -> [Risk] {
    guard let live = before.release.live else { return [] }
    let (fixes, base) = before.release.fixes(of: live)
    if fixes.isEmpty { return [] }
    // A canary that continues unchanged was reported when it began.
    let canary = after.release.canary?.version
    let began = canary == before.release.canary?.version ? nil : canary
    let started = [after.release.live, began].compactMap(\.self).filter {
      // A rollback below a hotfix leaves it on purpose.
      $0 > live && !after.release.fixes(of: $0).fixes.contains(live)
    }
    if started.isEmpty { return [] }
    let fixed = try before.foundSource(of: live)
    // Where what was fixed has left the tree, every file may be part of it.
    let old = before.release[base] == nil ? nil : try before.foundSource(of: base)
    let changed = files(of: fixed, otherThanIn: old)
    return try started.compactMap { version in
      let differing = Set(files(of: fixed, otherThanIn: try after.foundSource(of: version)))
      let missing = changed.filter(differing.contains)
      if missing.isEmpty { return nil }
      return .fixLeft(fixes.reversed(), by: version, files: packaged(missing, in: [fixed, old]))
    }
  }

  /// Packages for their files.
  private static func packaged(_ paths: [String], in sources: [WorkflowSource?]) -> [String] {
    let sides = sources.compactMap { try? PackageSide($0) }
    var (names, seen): ([String], Set<ByteKey>) = ([], [])
    for path in paths {
      let package = sides.compactMap { side in side.owners[ByteKey(path)].map { side.packages[$0].text } }
        .first
      if seen.insert(ByteKey(package ?? path)).inserted { names.append(package ?? path) }
    }
    return names
  }

  /// Sorted; except for a number of the version itself.
  private static func files(of source: WorkflowSource, otherThanIn other: WorkflowSource?) -> [String] {
    let paths = Set((source.files + (other?.files ?? [])).map(\.path))
    return paths.filter { path in
      let (bytes, others) = (source[path]?.bytes, other?[path]?.bytes)
      if bytes == others { return false }
      guard path == WorkflowSource.workflowFile, let bytes, let others else { return true }
      guard let values = unnumbered(bytes), let otherValues = unnumbered(others) else { return true }
      return values != otherValues
    }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What a workflow.yaml says beside its version.
  private static func unnumbered(_ bytes: [UInt8]) -> Mapping? {
    guard case .mapping(var values)? = try? Reader.read(bytes).valid()?.value else { return nil }
    values["version"] = nil
    return values
  }
}
