import Diagnostics
import Files
package import Rendering
package import WorkflowModel
package import YAML

/// Computes what rendering a workflow directory into a tree would write. It reads, and writes nothing.
package struct Planner: Sendable {
  private let tree: String
  private let options: RenderOptions
  private var locator: SourceLocator
  private var resolver: SettingsResolver

  package init(tree: String, options: RenderOptions) {
    self.tree = tree
    self.options = options
    locator = SourceLocator(tree: tree)
    resolver = SettingsResolver(options: options, tree: tree, treeResolved: locator.treeResolved)
  }

  /// - Throws: `RenderFailure` with everything that is wrong with the input; `FileError` when
  ///   something could not be read.
  package mutating func plan(_ directory: String) throws -> WorkflowPlan {
    var input = try WorkflowInput.read(directory)
    var folder = try WorkflowFolder(Path.join(tree, input.workflow.name))
    let bump = try options.bump.flatMap { [name = input.workflow.name] part in
      try input.bump(part, against: try everyRelease(of: name, folder))
    }
    var release = folder.release ?? Release(workflow: input.workflow.name)
    try locate(directory, &release, input)
    let effective = try resolver.resolve(
      input.workflow, release, baseImage: try locator.baseImage(of: directory))
    release.settings = effective.recorded
    release.flags = effective.flags
    let renderer = Renderer(templates: effective.templates)
    let admitted = try admit(input, &release, &folder, renderer, isManual: effective.isManual)
    return try finish(
      input, release, &folder, effective, admission: admitted.admission,
      new: admitted.file.map { [$0] } ?? [],
      bump: bump, warnings: input.warnings + effective.warnings + admitted.warnings)
  }

  /// Makes a version live that is in this tree, or brings it here from the tree of another environment, byte
  /// for byte. It needs no source directory.
  ///
  /// - Parameters:
  ///   - version: the default is what is live in the other tree, or the newest of this one.
  ///   - other: the tree to bring it from.
  package mutating func promote(
    _ workflow: String, version: VersionNumber?, from other: String?
  ) throws -> WorkflowPlan {
    let origin = Path.join(other ?? tree, workflow)
    var from = try WorkflowFolder(origin)
    guard let offered = from.release else {
      throw RenderFailure(path: origin, "is no workflow's folder: it has no `\(Release.lockFile)`")
    }
    guard let version = version ?? (other == nil ? offered.newest : offered.live) else {
      throw RenderFailure(path: origin, "no version is live there; name one with `--version`")
    }
    guard let retained = offered[version] else {
      let known = offered.versions.map(\.version.text).joined(separator: ", ")
      throw RenderFailure(path: origin, "has no version \(version.text); there are \(known)")
    }
    let input = try WorkflowInput.retained(retained.version, offered, &from)
    let file = RenderedFile(
      path: ReleaseNames.versionFile(retained.version),
      bytes: try from.bytes(of: ReleaseNames.versionFile(retained.version)) ?? [])
    guard DigestText.of(file.bytes) == retained.fileDigest else {
      let path = Path.join(origin, file.path)
      throw RenderFailure(
        path: path, "was edited, and a version is never changed; \(WorkflowInput.restore(path))")
    }
    var folder = try WorkflowFolder(Path.join(tree, workflow))
    var release = folder.release ?? Release(workflow: workflow)
    release.source = release.source ?? offered.source
    let candidate = Candidate(
      version: retained.version, digest: retained.digest, fileDigest: retained.fileDigest)
    let admission: Admission
    do {
      admission = try release.admit(candidate, AdmissionOptions()) { [] }
    } catch {
      throw RenderFailure(path: folder.path, error.message(workflow: workflow))
    }
    release.live = retained.version
    let effective = try resolver.resolve(
      input.workflow, release, baseImage: try locator.baseImage(of: Path.parent(tree)))
    release.settings = effective.recorded
    release.flags = effective.flags
    return try finish(
      input, release, &folder, effective, admission: admission, new: admission == .added ? [file] : [],
      bump: nil,
      warnings: input.warnings + effective.warnings)
  }

  /// Everything that follows once it is clear which versions there are and which is live: what is kept, what
  /// is derived, what is written.
  private mutating func finish(
    _ input: WorkflowInput, _ admitted: Release, _ folder: inout WorkflowFolder,
    _ effective: EffectiveSettings, admission: Admission, new: [RenderedFile], bump: VersionBump?,
    warnings: [Finding]
  ) throws -> WorkflowPlan {
    var release = admitted
    var new = new
    let renderer = Renderer(templates: effective.templates)
    let keep = release.keep
    let inUse = [folder.release?.live, release.live].compactMap(\.self)
    let dropped = release.retain(keep, inUse: inUse)
    if let overlay = effective.settings.overlay, release.live != nil {
      let file = try renderer.overlay(overlay, input.workflow)
      let retained = RetainedOverlay(name: overlay.name, fileDigest: DigestText.of(file.bytes))
      if release.bringIntoForce(retained) { new.append(file) }
    } else {
      _ = release.bringIntoForce(nil)
    }
    release.retainOverlays(keep, before: folder.release?.overlay)
    let derived = try derive(release, input, &folder, renderer, effective.settings)
    release.derivedFiles = derived.map(\.path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    release.derivedDigest = WorkflowSource.digest(of: derived)
    var comparison = FolderComparison(folder: folder, force: options.force)
    let changes = try comparison.changes(to: release, derived: derived, writeOnce: new) { before(&$0) }
    return WorkflowPlan(
      workflow: release.workflow, folder: folder.path, previous: folder.release, release: release,
      admission: admission, version: input.workflow.version, dropped: dropped,
      removedObjects: comparison.removedObjects, namespace: effective.settings.namespace,
      changes: release.versions.isEmpty ? [] : changes, warnings: warnings, bump: bump,
      leftovers: try comparison.leftovers(), journal: comparison.journal)
  }

  /// What templates would see if `directory` was rendered now.
  package mutating func context(_ directory: String) throws -> Mapping {
    let input = try WorkflowInput.read(directory)
    let release = try WorkflowFolder(Path.join(tree, input.workflow.name)).release
    let effective = try resolver.resolve(
      input.workflow, release ?? Release(workflow: input.workflow.name),
      baseImage: try locator.baseImage(of: directory))
    let code = TemplateContext.code(input.workflow, input.source, digest: input.digest)
    return TemplateContext.make(input.workflow, code: code, settings: effective.settings)
  }

  /// The settings for a workflow directory by where they come from, later layers over earlier ones.
  package mutating func layers(_ directory: String) throws -> (workflow: String, layers: [SettingsLayer]) {
    let workflow = try WorkflowInput.read(directory).workflow
    let release = try WorkflowFolder(Path.join(tree, workflow.name)).release
    var written = SettingsLayer(origin: Path.join(directory, WorkflowSource.workflowFile))
    written.values[.namespace] = workflow.namespace.map(Value.string)
    let layers = try resolver.layers(workflow.name, release, baseImage: try locator.baseImage(of: directory))
    return (workflow.name, [written] + layers)
  }

  private mutating func locate(
    _ directory: String, _ release: inout Release, _ input: WorkflowInput
  ) throws(RenderFailure) {
    guard let source = locator.source(of: directory) else { return }
    if let recorded = release.source, recorded != source, !options.move {
      throw input.refused(.movedSource(from: recorded, to: source))
    }
    release.source = source
  }

  /// The releases of a workflow in this tree and in those of the other environments.
  private func everyRelease(of workflow: String, _ folder: WorkflowFolder) throws -> [Release] {
    var releases = [folder.release].compactMap(\.self)
    for tree in options.siblings {
      if let release = try WorkflowFolder(Path.join(tree, workflow)).release { releases.append(release) }
    }
    return releases
  }

  /// A version that is new here may be in another environment already; then it has to be the same.
  private func refuseOtherContent(_ input: WorkflowInput) throws {
    for tree in options.siblings {
      guard let release = try WorkflowFolder(Path.join(tree, input.workflow.name)).release,
        release.hasOtherContent(input.workflow.version, digest: input.digest)
      else { continue }
      throw input.refused(.usedElsewhere(input.workflow.version, tree: tree))
    }
  }

  private struct Admitted {
    let admission: Admission
    let file: RenderedFile?
    let warnings: [Finding]
  }

  private func admit(
    _ input: WorkflowInput, _ release: inout Release, _ folder: inout WorkflowFolder,
    _ renderer: Renderer, isManual: Bool
  ) throws -> Admitted {
    let version = input.workflow.version
    if isManual, options.environment != nil, release[version] == nil {
      return Admitted(admission: .withheld, file: nil, warnings: [])
    }
    var admission = options.admission
    if isManual { admission.stage = true }
    var rendered: RenderedVersion?
    if release[version]?.digest != input.digest {
      if release[version] == nil { try refuseOtherContent(input) }
      rendered = try renderer.version(input.workflow, input.source, digest: input.digest)
    }
    let candidate = Candidate(
      version: version, digest: input.digest, fileDigest: rendered.map { DigestText.of($0.file.bytes) } ?? "")
    let inTree = try folder.bytes(of: ReleaseNames.versionFile(version))
    do {
      let result = try release.admit(candidate, admission) {
        inTree.flatMap(VersionFile.source)?.files(differingFrom: input.source) ?? []
      }
      return Admitted(admission: result, file: rendered?.file, warnings: rendered?.warnings ?? [])
    } catch {
      throw input.refused(error)
    }
  }

  /// What the state that the lock records renders to; nil when a newer tntc or changed templates render
  /// it otherwise.
  private mutating func before(_ folder: inout WorkflowFolder) -> [RenderedFile]? {
    guard let release = folder.release, let live = release.live,
      let input = try? WorkflowInput.retained(live, release, &folder),
      let overlay = try? folder.overlay(of: release),
      let effective = try? resolver.recall(input.workflow, release, overlay: overlay.isEmpty ? nil : overlay),
      let files = try? derive(
        release, input, &folder, Renderer(templates: effective.templates), effective.settings),
      WorkflowSource.digest(of: files) == release.derivedDigest
    else { return nil }
    return files
  }

  /// Everything that follows from the live version and the settings: manifests and kustomization.
  private func derive(
    _ release: Release, _ input: WorkflowInput, _ folder: inout WorkflowFolder, _ renderer: Renderer,
    _ settings: Settings
  ) throws -> [RenderedFile] {
    var manifests: [RenderedFile] = []
    var settings = settings
    if let live = release.live {
      let running =
        live == input.workflow.version
        ? input : try WorkflowInput.retained(live, release, &folder)
      settings.namespace = release.settings[.namespace]?.text ?? running.workflow.namespace
      manifests = try renderer.manifests(
        running.workflow, running.source, digest: running.digest, settings: settings)
    }
    let resources = manifests.map(\.path) + release.writeOnceFiles.map(\.path)
    return manifests + [try Kustomization.render(resources: resources, settings: settings)]
  }
}
