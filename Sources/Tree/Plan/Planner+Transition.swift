import Diagnostics
import Files
package import Releases
package import Rendering
package import WorkflowModel

/// Changes that need no source directory: the tree alone says everything.
extension Planner {
  /// Applies a change to what the lock records, with the settings that it records.
  package mutating func change(_ workflow: String, _ transition: Transition) throws -> WorkflowPlan {
    var folder = try WorkflowFolder(Path.join(tree, workflow))
    guard var release = folder.release else {
      throw InvalidInput(path: folder.path, "is no workflow's folder: it has no `\(Release.lockFile)`")
    }
    do {
      try release.apply(transition)
    } catch {
      // A run that was killed when all but its journal was done is completed when it is asked for again.
      guard error.isDoneAlready, folder.wasInterrupted else {
        throw InvalidInput(path: folder.path, error.message(workflow: workflow, place: options.place))
      }
    }
    let live = try Running(release, [], &folder).live
    let effective = try resolver.recall(release, live?.workflow, &folder)
    release.settings = effective.recorded
    var draft = Draft(release)
    draft.inputs = [live].compactMap(\.self)
    draft.warnings = (live?.retainedWarnings ?? []) + effective.warnings
    return try finish(draft, &folder, effective)
  }

  /// Brings a version from the tree of another environment, byte for byte, and makes it live here with the
  /// settings of this one. It needs no source directory.
  ///
  /// - Parameters:
  ///   - version: the default is what is live in the other tree.
  ///   - other: the tree to bring it from.
  package mutating func carry(
    _ workflow: String, version: VersionNumber?, from other: String
  ) throws -> WorkflowPlan {
    let origin = Path.join(other, workflow)
    var from = try WorkflowFolder(origin)
    guard let offered = from.release else {
      throw InvalidInput(path: origin, "is no workflow's folder: it has no `\(Release.lockFile)`")
    }
    guard let version = version ?? offered.live else {
      throw InvalidInput(path: origin, "no version is live there; name one with `--version`")
    }
    guard let retained = offered[version] else {
      let known = offered.versions.map(\.version.text).joined(separator: ", ")
      throw InvalidInput(path: origin, "has no version \(version.text); there are \(known)")
    }
    let input = try WorkflowInput.retained(retained.version, offered, &from)
    let file = RenderedFile(
      path: ReleaseNames.versionFile(retained.version),
      bytes: try from.bytes(of: ReleaseNames.versionFile(retained.version)) ?? [])
    guard DigestText.of(file.bytes) == retained.fileDigest else {
      let path = Path.join(origin, file.path)
      let edit = "was edited, and a version is never changed; \(WorkflowInput.restore(path))"
      throw InvalidInput(path: path, EditedFile.message(file.bytes, digest: retained.fileDigest, edit: edit))
    }
    var folder = try WorkflowFolder(Path.join(tree, workflow))
    var release = try state(of: workflow, folder)
    release.source = release.source ?? offered.source
    let candidate = Candidate(
      version: retained.version, digest: retained.digest, fileDigest: retained.fileDigest)
    let present = try folder.source(in: file.path)
    let admission: Admission
    do {
      admission = try release.admit(candidate, AdmissionOptions()) {
        present?.files(differingFrom: input.source) ?? []
      }
    } catch {
      throw InvalidInput(path: folder.path, error.message(workflow: workflow, place: options.place))
    }
    release.live = retained.version
    release.canary = nil
    release.pin = retained.version == release.newest ? nil : Pin(retained.version)
    let effective = try resolver.resolve(
      input.workflow, release, baseImage: try locator.baseImage(of: Path.parent(tree)))
    release.settings = effective.recorded
    release.flags = effective.flags
    var draft = Draft(release)
    draft.admission = admission
    draft.inputs = [input]
    draft.new = admission == .added ? [file] : []
    draft.warnings = input.retainedWarnings + effective.warnings
    return try finish(draft, &folder, effective)
  }
}

extension Planner {
  /// Writes a merged state over what a merge of its files left.
  ///
  /// - Parameter restored: write-once files of the state that the merge took away or left with its marks.
  package mutating func resolve(_ merged: Release, restoring restored: [RenderedFile] = []) throws
    -> WorkflowPlan
  {
    var folder = try WorkflowFolder(Path.join(tree, merged.workflow), release: merged)
    for file in restored { folder.give(file) }
    let live = try Running(merged, [], &folder).live
    let effective = try resolver.recall(merged, live?.workflow, &folder)
    var release = merged
    release.settings = effective.recorded
    var draft = Draft(release)
    draft.inputs = [live].compactMap(\.self)
    draft.new = restored
    return try finish(draft, &folder, effective)
  }
}
