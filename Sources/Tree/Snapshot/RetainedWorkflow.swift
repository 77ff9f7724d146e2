package import Diagnostics
package import Files
package import Releases
import Rendering
import Settings
package import WorkflowModel
import YAML

/// A workflow as its folder of a tree holds it, read without its source.
package struct RetainedWorkflow {
  package let release: Release
  private var folder: WorkflowFolder

  /// - Throws: `InvalidInput` when the folder is no workflow's, or its lock cannot be trusted.
  package init(_ name: String, in tree: String) throws {
    folder = try WorkflowFolder(Path.join(tree, name))
    guard let release = folder.release else {
      throw InvalidInput(path: folder.path, "is no workflow's folder: it has no `\(Release.lockFile)`")
    }
    self.release = release
  }

  /// A workflow as its files tell it, wherever they are from.
  ///
  /// - Parameters:
  ///   - path: that of its folder, for messages.
  ///   - files: by their paths, relative to the folder.
  package init(path: String, files: [String: [UInt8]]) throws {
    folder = try WorkflowFolder(path, files: files)
    guard let release = folder.release else {
      throw InvalidInput(path: path, "is no workflow's folder: it has no `\(Release.lockFile)`")
    }
    self.release = release
  }

  package var path: String { folder.path }

  package func path(of version: VersionNumber) -> String {
    Path.join(folder.path, ReleaseNames.versionFile(version))
  }

  /// The files of a version, read from its ConfigMap and found to be those that the lock records.
  package mutating func source(of version: VersionNumber) throws -> WorkflowSource {
    guard let retained = release[version] else {
      throw InvalidInput(
        path: path, release.missing(version).message(workflow: release.workflow))
    }
    let input = try WorkflowInput.retained(retained.version, release, &folder)
    guard input.digest == retained.digest else { throw edited(version) }
    return input.source
  }

  /// The files of a version as its ConfigMap has them, whatever the lock says of them.
  package mutating func foundSource(of version: VersionNumber) throws -> WorkflowSource {
    try WorkflowInput.retained(version, release, &folder).source
  }

  package func edited(_ version: VersionNumber) -> InvalidInput {
    let path = path(of: version)
    if let bytes = folder.known(ReleaseNames.versionFile(version)), let known = release[version],
      DigestText.of(bytes) != known.fileDigest, DigestText.of(LineEndings.unified(bytes)) == known.fileDigest
    {
      return InvalidInput(path: path, EditedFile.lineEndings)
    }
    return InvalidInput(
      path: path, "was edited, and a version is never changed; \(folder.restoring(path))")
  }

  /// The live version, read leniently; nil when none is live.
  package mutating func live() throws -> Workflow? {
    try release.live.map { try WorkflowInput.retained($0, release, &folder).workflow }
  }

  /// The namespace that the tree names; nil when the consumer decides.
  package mutating func namespace() throws -> String? {
    try release.settings[.namespace]?.text ?? live()?.namespace
  }

  /// What the environment lays over `config:` of the live version.
  mutating func overlay() throws -> Mapping { try folder.overlay(of: release) }

  /// The objects of every manifest and write-once file, as `kubectl` names them.
  package mutating func objects() throws -> [String] {
    var objects: [String] = []
    for file in release.manifests {
      objects += try folder.bytes(of: file).map(ManifestObjects.names) ?? []
    }
    return objects + release.writeOnceFiles.map { "configmap/\($0.configMap)" }
  }

  /// Files that are not what the lock says, or are gone; for manifests, which have one digest, all of them.
  package mutating func editedFiles() throws(FileError) -> [String] {
    var edited: [String] = []
    for file in release.writeOnceFiles {
      let bytes = try folder.bytes(of: file.path)
      if bytes.map({ DigestText.of($0) }) != file.digest { edited.append(file.path) }
    }
    var derived: [RenderedFile] = []
    for file in release.derivedFiles {
      if let bytes = try folder.bytes(of: file) { derived.append(RenderedFile(path: file, bytes: bytes)) }
    }
    return WorkflowSource.digest(of: derived) == release.derivedDigest
      ? edited : edited + release.derivedFiles
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

  package mutating func bytes(of file: String) throws(FileError) -> [UInt8]? { try folder.bytes(of: file) }

  /// The size of a version's file in bytes; nil when it is gone.
  package func size(of version: VersionNumber) -> Int? { Disk.size(of: path(of: version)) }
}

extension TreeIndex {
  /// Reads every workflow of a tree, on several threads when there are many.
  package static func map<Result: Sendable>(
    _ tree: String, _ names: [String], _ body: @Sendable (String) -> Result
  ) -> [Result] {
    Parallel.map(count: names.count) { range in range.map { body(names[$0]) } }
  }
}
