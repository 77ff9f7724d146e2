import Diagnostics
import Files
import Releases
import Settings
import WorkflowModel
import YAML

/// Computes what rendering a workflow directory into a tree would write. It reads, and writes nothing.
package struct Planner: Sendable {
  package let tree: String
  let options: RenderOptions
  var locator: SourceLocator
  var resolver: SettingsResolver
  /// Shared by copies, so that the tree is read once for a run.
  private(set) var sources: SourceIndex
  /// What left this tree and its siblings, each read when it is asked for.
  var removed: [String: RemovedWorkflows] = [:]
  /// Which patches do something in the workflows whose settings were looked at.
  package var patchUse = PatchUse()
  /// The source that was read last: the planner for another tree mostly asks for it next.
  var lastRead: WorkflowInput?
  /// The digest of the source that is read next, where that one was found to be fine in this run.
  var checkedDigest: String?

  package init(tree: String, options: RenderOptions) {
    self.tree = tree
    self.options = options
    locator = SourceLocator(tree: tree)
    resolver = SettingsResolver(options: options, tree: tree, treeResolved: locator.treeResolved)
    sources = SourceIndex(tree)
  }

  /// Forgets what may be another one by now.
  mutating func forget() {
    removed = [:]
    sources = SourceIndex(tree)
  }

  /// - Throws: `InvalidInput` with everything that is wrong with the input; `ReleaseProblem` when the rules forbid it;
  ///   `FileError` when something could not be read.
  package mutating func plan(_ directory: String) throws -> WorkflowPlan {
    var input = try read(directory)
    let folder = try FolderSnapshot(Path.join(tree, input.workflow.name))
    var release = try state(of: input.workflow.name, folder)
    if let line = options.line, !input.workflow.version.isOnLine(of: line) {
      throw input.refused(.offLine(input.workflow.version, line: line), options)
    }
    let bump = try (options.line == nil ? options.bump : .patch).flatMap { part in
      try input.bump(
        part, against: [release] + (try states(elsewhere: input.workflow.name).map(\.state)), options)
    }
    // What a fix is made from is no source of the workflow.
    if options.line == nil { try locate(directory, &release, input) }
    let baseImage =
      try options.line == nil
      ? locator.baseImage(of: directory) : baseImage(of: release, carriedFrom: release)
    let place = options.line == nil ? place(of: directory) : try place(recordedIn: release)
    let effective = try resolver.resolve(input.workflow, from: place, release, baseImage: baseImage)
    // A version that this environment withholds changes nothing here.
    let isWithheld = withholds(input.workflow.version, release, effective)
    let problems =
      (isWithheld ? [] : dependencyProblems(of: input, effective))
      + triggerProblems(of: input, release, folder)
    if !problems.isEmpty { throw InvalidInput(problems) }
    // Where versions come by promotion alone, they go live by it too.
    let isUnpinning = options.unpin && release.pin != nil
    let unpins = isUnpinning && !isManual(effective)
    try apply(.configured(effective.recorded, flags: effective.flags), to: &release, input)
    if let refusal = release.uncountableCanary { throw input.refused(refusal, options) }
    let renaming = isWithheld ? nil : try rename(&release, input)
    if options.requiresDigest {
      try requireDigests(of: isWithheld ? nil : input, from: place, release, effective)
    }
    if options.amend, isManual(effective) { return try leave(input, release, folder) }
    let waits = options.stage || effective.isManual && options.line == nil
    let manner = RenderedAs(stage: waits, amend: options.amend, unpin: unpins)
    let admitted = try admit(input, manner, &release, folder, effective)
    var draft = PlannedState(release)
    draft.admission = admitted.admission
    draft.inputs = isWithheld ? [] : [input]
    draft.source = input
    draft.version = input.workflow.version
    draft.new = admitted.file.map { [$0] } ?? []
    draft.bump = bump
    draft.mustHold = true
    draft.warnings = input.warnings + effective.warnings + admitted.warnings
    draft.warnings += renaming.map { [$0] } ?? []
    if isUnpinning, !unpins { draft.warnings.append(pinStays(folder)) }
    return try finish(draft, folder, effective)
  }

  private mutating func read(_ directory: String) throws -> WorkflowInput {
    if let lastRead, lastRead.path.hasSameBytes(as: WorkflowInput.path(in: directory)) { return lastRead }
    let input = try WorkflowInput.read(directory, checkedAs: checkedDigest)
    lastRead = input
    return input
  }

  private mutating func requireDigests(
    of input: WorkflowInput?, from place: String?, _ release: Release, _ effective: EffectiveSettings
  ) throws {
    let name = release.workflow
    let engine = ImagePin.finding(release.image, path: name, severity: .error)
    let layers = try resolver.layers(name, from: place, release, baseImage: nil)
    let sidecars = input.map { input in
      SettingsCheck.unpinned(
        input.workflow, effective.settings, layers: layers, path: input.path,
        bytes: input.source[WorkflowSource.workflowFile]?.bytes ?? [])
    }
    let findings = [engine].compactMap(\.self) + (sidecars ?? [])
    if !findings.isEmpty { throw InvalidInput(findings) }
  }

  /// Whether the tree is that of an environment that gets its versions by `tntc promote` alone.
  func isManual(_ effective: EffectiveSettings) -> Bool {
    effective.isManual && options.environment != nil
  }

  /// Whether a version of the source comes here by promotion alone: by the settings, or while a fix of another line is
  /// live, as a person is to look whether the version has it.
  func withholds(_ version: VersionNumber, _ release: Release, _ effective: EffectiveSettings) -> Bool {
    guard options.environment != nil, options.line == nil, release[version] == nil else { return false }
    return effective.isManual || release.hasFix(besideLineOf: version)
  }

  private func pinStays(_ folder: FolderSnapshot) -> Finding {
    Finding(
      .warning, path: folder.path,
      message: "stays pinned, as `render` makes no version live with `release: manual`; `tntc promote "
        + "\(Path.lastComponent(folder.path))\(options.place)` makes the newest version live")
  }

  private mutating func locate(
    _ directory: String, _ release: inout Release, _ input: WorkflowInput
  ) throws(ReleaseProblem) {
    guard let source = locator.source(of: directory) else { return }
    if let recorded = release.source, recorded != source, !options.move {
      throw input.refused(.movedSource(from: recorded, to: source), options)
    }
    try apply(.located(source: source), to: &release, input)
  }

  func apply(_ event: ReleaseEvent, to release: inout Release, _ input: WorkflowInput) throws(ReleaseProblem)
  {
    do {
      try release.apply(event)
    } catch {
      throw input.refused(error, options)
    }
  }
}
