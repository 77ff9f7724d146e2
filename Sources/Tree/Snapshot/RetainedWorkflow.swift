package import Diagnostics
package import Files
package import Releases
import Rendering
import Settings
package import WorkflowModel
package import YAML

/// A workflow as its folder of a tree holds it, read without its source.
package struct RetainedWorkflow: Sendable {
  package let release: Release
  let folder: FolderSnapshot

  /// - Throws: `InvalidInput` when the folder is not a workflow's, `ReleaseProblem` when its lock cannot be trusted.
  package init(_ name: String, in tree: String) throws {
    try self.init(try FolderSnapshot(Path.join(tree, name)))
  }

  /// A workflow as its files tell it, wherever they are from.
  ///
  /// - Parameters:
  ///   - path: that of its folder, for messages.
  ///   - files: by their paths, relative to the folder.
  package init(path: String, files: [String: [UInt8]]) throws {
    try self.init(try FolderSnapshot(path, files: files))
  }

  init(_ folder: FolderSnapshot) throws(InvalidInput) {
    guard let release = folder.release else { throw Self.isNone(folder.path) }
    self.init(folder, release)
  }

  init(_ folder: FolderSnapshot, _ release: Release) { (self.folder, self.release) = (folder, release) }

  /// - Parameter folder: one without a lock.
  package static func isNone(_ folder: String) -> InvalidInput {
    InvalidInput(path: folder, "is not the folder of a workflow: it has no `\(Release.lockFile)`")
  }

  package var path: String { folder.path }

  package func path(of version: VersionNumber) -> String {
    Path.join(folder.path, ReleaseNames.versionFile(version))
  }

  package func bytes(of file: String) throws(FileError) -> [UInt8]? { try folder.bytes(of: file) }

  // MARK: Versions

  /// The files of a version, read from its ConfigMap and found to be those that the lock records.
  ///
  /// - Throws: `ReleaseProblem` when there is no such version, `InvalidInput` when it was edited.
  package func source(of version: VersionNumber) throws -> WorkflowSource {
    guard let retained = release[version] else {
      throw ReleaseProblem.refused(RefusedChange(release.missing(version), of: release.workflow, path: path))
    }
    let input = try WorkflowInput.retained(retained.version, folder)
    guard input.digest == retained.digest else { throw edited(version) }
    return input.source
  }

  /// The files of a version as its ConfigMap has them, whatever the lock says of them.
  package func foundSource(of version: VersionNumber) throws -> WorkflowSource {
    try WorkflowInput.retained(version, folder).source
  }

  package func edited(_ version: VersionNumber) -> InvalidInput {
    let path = path(of: version)
    if let bytes = try? bytes(of: ReleaseNames.versionFile(version)), let known = release[version],
      DigestText.of(bytes) != known.fileDigest, DigestText.of(LineEndings.unified(bytes)) == known.fileDigest
    {
      return InvalidInput(path: path, LineEndings.treeProblem)
    }
    return InvalidInput(
      path: path, "was edited, and a version never changes; \(folder.restoring(path))")
  }

  // MARK: What runs

  /// The live version, read leniently; nil when none is live.
  package func live() throws -> Workflow? {
    try release.live.map { try WorkflowInput.retained($0, folder).workflow }
  }

  /// What runs and where: by the kustomization that a consumer builds, where there is one that can be read.
  package func effective() throws -> Effective {
    if let files = try? kustomizationFiles(), !files.isEmpty {
      do { return Effective(release, namespace: try kustomizationNamespace()) } catch {}
    }
    // A version that cannot be read is used as little as possible.
    return Effective(release, live: release.settings[.namespace] == nil ? try live() : nil)
  }

  /// What the environment lays over `config:` of the live version.
  package func overlay() throws -> Mapping { try folder.overlay(of: release).config }

  /// What the environment says of dependencies, by their names.
  package func filling() throws -> Mapping { try folder.overlay(of: release).dependencies }

  // MARK: Files

  /// The objects of every manifest and write-once file, where a consumer puts them.
  package func objects() throws -> [ObjectReference] {
    var objects: [ObjectReference] = []
    for file in release.manifests {
      objects += try folder.bytes(of: file).map(ManifestObjects.references) ?? []
    }
    objects += release.writeOnceFiles.flatMap(\.configMaps).map(ObjectReference.configMap)
    let namespace = try effective().namespace
    return objects.map { $0.inside(namespace) }
  }

  /// Files that are not what the lock says, or are gone; for manifests, which have one digest, all of them.
  package func editedFiles() throws(FileError) -> [String] {
    var edited: [String] = []
    for file in release.writeOnceFiles {
      let bytes = try folder.bytes(of: file.path)
      if bytes.map({ DigestText.of($0) }) != file.digest { edited.append(file.path) }
    }
    return try isAsLocked ? edited : edited + release.derived.files
  }

  /// Whether the derived files are those that the lock says.
  package var isAsLocked: Bool {
    get throws(FileError) { try derivedDigest() == release.derived.digest }
  }

  private func derivedDigest() throws(FileError) -> String {
    var derived: [RenderedFile] = []
    for file in release.derived.files {
      if let bytes = try folder.bytes(of: file) { derived.append(RenderedFile(path: file, bytes: bytes)) }
    }
    return WorkflowSource.digest(of: derived)
  }

  /// Files of a compared folder that the lock does not list, sorted: somebody put them there, and a kustomization.yaml
  /// that somebody wrote into may refer to them.
  package var unlistedFiles: [String] {
    let known = Set(
      (release.ownedFiles + Self.kustomizationNames + [
        Release.lockFile, Journal.file, ReleaseNames.attributes,
      ])
      .map(ByteKey.init))
    return folder.files.filter { !known.contains(ByteKey($0)) }.sorted { $0.precedesByBytes($1) }
  }
}
