import Diagnostics
import Files
import Releases
import Settings
import WorkflowModel
import YAML

/// What the settings say of triggers, which each version has its own of.
extension Planner {
  /// Triggers that the settings of this workflow alone name, and that neither its source nor a version of the tree has:
  /// each of these may be live next, and is not to fire then because nobody could go on naming its trigger.
  ///
  /// - Parameter folder: nil for one that cannot be read.
  func triggerProblems(
    of input: WorkflowInput, _ release: Release, _ folder: FolderSnapshot?
  ) -> [Finding] {
    let layers = options.configured.own(input.workflow.name)
    let problems = TriggerCheck.strays(input.workflow, among: [input.workflow], layers: layers)
    if problems.isEmpty || release.versions.isEmpty { return problems }
    let versions = release.versions.compactMap { version in
      folder.flatMap { try? WorkflowInput.retained(version.version, $0) }?.workflow
    }
    return TriggerCheck.strays(input.workflow, among: [input.workflow] + versions, layers: layers)
  }

  /// Records what is said of the triggers that versions of the tree have; the rest is for other workflows, whose locks it
  /// is to change alone.
  ///
  /// - Parameter known: versions that were read already.
  func settleTriggers(
    of release: inout Release, _ known: [WorkflowInput], _ folder: FolderSnapshot
  ) throws(Refusal) {
    var settings = release.settings
    guard case .mapping(let all)? = settings[.triggers] else { return }
    var names: Set<ByteKey> = []
    for version in release.versions.reversed() where !all.keys.allSatisfy({ names.contains(ByteKey($0)) }) {
      let input = known.first { $0.digest == version.digest } ?? (try? .retained(version.version, folder))
      // Of one that cannot be read nobody knows what it is to be kept from.
      guard let input else { return }
      names.formUnion(input.workflow.cronNames.map(ByteKey.init))
    }
    let own = Mapping(all.filter { names.contains(ByteKey($0.key)) && $0.value != [:] })
    settings[.triggers] = own.isEmpty ? nil : .mapping(own)
    if settings != release.settings { try release.apply(.configured(settings, flags: release.flags)) }
  }
}

/// Where the source of a workflow lies, which decides which settings of folders are its own.
extension Planner {
  /// - Returns: nil where no folder has settings.
  func place(of directory: String) -> String? {
    options.configured.haveFolders ? Path.resolved(directory) : nil
  }

  /// The same of a workflow whose source is not at hand.
  ///
  /// - Throws: `InvalidInput` when nobody knows, and it would run with the settings of no folder.
  mutating func place(recordedIn release: Release) throws(InvalidInput) -> String? {
    guard options.configured.haveFolders else { return nil }
    if let place = release.source.flatMap({ locator.place(of: $0) }) { return place }
    throw InvalidInput(
      path: Path.join(Path.join(tree, release.workflow), Release.lockFile),
      "names no source folder, so the matching `folders` settings of \(ConfigurationFile.name) are not known; keep "
        + "tree and source in one git repository and render it there, or remove the `folders` settings")
  }
}
