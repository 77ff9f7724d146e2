import Diagnostics
package import Releases
import Rendering
import Tree
package import WorkflowModel
package import YAML

/// Where a version comes from: an in-toto statement (v1) with the provenance predicate of SLSA (v1).
///
/// It holds nothing but what the tree and its git history say, so that it can be made again and compared. There is
/// no time in it, and the address of no repository: both differ from clone to clone.
package struct ProvenanceStatement: Sendable {
  package static let type = "https://in-toto.io/Statement/v1"
  package static let predicateType = "https://slsa.dev/provenance/v1"
  static let buildType = "https://tentacular.dev/render/v1"
  static let builder = "https://tentacular.dev/tntc"
  package static let imageName = "engine image"
  package static let commitName = "source commit"
  /// The algorithm of `WorkflowSource.digest`; it is not a SHA-256 of a single file.
  static let sourceAlgorithm = "tentacularSource"

  package let workflow: String
  package let version: VersionNumber
  /// The version's file, relative to the tree.
  package let file: String
  package let value: Value
  /// The image of the engine.
  package let image: String

  /// - Parameters:
  ///   - packages: what lies in `vendor/` of the source.
  ///   - commit: the one that gave the version's file its content; nil when that is not known.
  package init(
    _ release: Release, _ retained: RetainedVersion, source: WorkflowSource, packages: [VendoredPackage],
    commit: String?
  ) {
    image = release.image
    (workflow, version) = (release.workflow, retained.version)
    file = "\(release.workflow)/\(ReleaseNames.versionFile(retained.version))"
    var parameters: Mapping = [
      "workflow": .string(release.workflow), "version": .string(retained.version.text),
    ]
    parameters["source"] = release.source.map(Value.string)
    var dependencies = source.files.map {
      Self.descriptor($0.path, "sha256", DigestText.of($0.bytes))
    }
    let contents = source.contents
    dependencies += packages.map { Self.descriptor(package: $0, contents) }
    dependencies.append(Self.descriptor(image: image, ImageReference(image)?.digest))
    if let commit { dependencies.append(Self.descriptor(Self.commitName, "gitCommit", commit)) }
    value = [
      "_type": .string(Self.type),
      "subject": [
        Self.descriptor(file, "sha256", retained.fileDigest),
        Self.descriptor("\(workflow)@\(version.text)", Self.sourceAlgorithm, retained.digest),
      ],
      "predicateType": .string(Self.predicateType),
      "predicate": [
        "buildDefinition": [
          "buildType": .string(Self.buildType), "externalParameters": .mapping(parameters),
          "resolvedDependencies": .sequence(dependencies),
        ],
        "runDetails": [
          "builder": ["id": .string(Self.builder), "version": ["tntc": .string(ProgramVersion.text)]]
        ],
      ],
    ]
  }

  private static func descriptor(_ name: String, _ algorithm: String, _ digest: String) -> Value {
    ["name": .string(name), "digest": .mapping([algorithm: .string(hex(digest))])]
  }

  /// With the digest of what the version has of it, and the checksum of its registry beside it.
  private static func descriptor(package: VendoredPackage, _ contents: [ByteKey: [UInt8]]) -> Value {
    var descriptor: Mapping = ["name": .string(package.text), "uri": .string(package.uri)]
    let files = WorkflowSource(
      files: package.files.compactMap { file in
        contents[ByteKey(file.path)].map { SourceFile(path: file.path, bytes: $0) }
      })
    // What is part of another one's bundle has no file of its own.
    if !files.files.isEmpty { descriptor["digest"] = .mapping([sourceAlgorithm: .string(hex(files.digest))]) }
    var annotations = Mapping()
    annotations["license"] = package.license.map(Value.string)
    annotations["integrity"] = package.integrity.map(Value.string)
    if !annotations.keys.isEmpty { descriptor["annotations"] = .mapping(annotations) }
    return .mapping(descriptor)
  }

  private static func descriptor(image reference: String, _ digest: String?) -> Value {
    var descriptor: Mapping = ["name": .string(imageName), "uri": .string("oci://\(reference)")]
    if let digest, let colon = digest.firstIndex(of: ":") {
      descriptor["digest"] = .mapping([String(digest[..<colon]): .string(hex(digest))])
    }
    return .mapping(descriptor)
  }

  /// Without the name of the algorithm, which is in the key.
  private static func hex(_ digest: String) -> String {
    digest.firstIndex(of: ":").map { String(digest[digest.index(after: $0)...]) } ?? digest
  }
}

extension RetainedWorkflow {
  /// The provenance of a version, from what the tree holds of it.
  ///
  /// - Parameter then: the state in the commit in which the version came to be: what it says of the image and of the
  ///   source stays, whatever image the workflow has later. Nil for the state as it is.
  /// - Throws: `InvalidInput` when the version is not there, or was edited, and when it has packages that are not what its
  ///   vendor.lock says.
  package func provenance(
    of version: VersionNumber, commit: String?, as then: Release?
  ) throws -> ProvenanceStatement {
    let source = try source(of: version)
    guard let retained = release[version],
      try bytes(of: ReleaseNames.versionFile(version)).map(DigestText.of) == retained.fileDigest
    else { throw edited(version) }
    return ProvenanceStatement(
      then ?? release, retained, source: source, packages: try packages(of: version, in: source),
      commit: commit)
  }

  private func packages(of version: VersionNumber, in source: WorkflowSource) throws(InvalidInput)
    -> [VendoredPackage]
  {
    let place = { (file: String) in "\(self.path(of: version)) (\(file))" }
    guard let lock = try VendorLock.read(source, path: place(WorkflowSource.vendorLock)) else { return [] }
    let contents = source.contents
    for file in lock.packages.flatMap(\.files) {
      guard let bytes = contents[ByteKey(file.path)], DigestText.of(bytes).hasSameBytes(as: file.digest)
      else {
        throw InvalidInput(
          path: place(file.path), "differs from vendor.lock, so its origin is unknown")
      }
    }
    return lock.packages
  }
}

extension WorkflowSource {
  /// The bytes of its files, by path.
  fileprivate var contents: [ByteKey: [UInt8]] {
    Dictionary(files.map { (ByteKey($0.path), $0.bytes) }) { first, _ in first }
  }
}
