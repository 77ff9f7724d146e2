import Bytes
package import WorkflowModel
package import YAML

/// What an environment puts over the `config:` of a workflow and says of its dependencies, so that nodes see other
/// values while the version stays the same bytes.
package struct ConfigOverlay: Sendable {
  package static let digits = 12

  /// A JSON merge patch (RFC 7396) for `config`.
  package let config: Mapping
  /// The same for each of `contract.dependencies`, by their names.
  package let dependencies: Mapping
  /// What the engine reads, with keys sorted: config.yaml, and dependencies.yaml if there is something to say.
  package let files: OverlayFiles
  /// Of all files.
  package let digest: String
  /// The first digits of the digest: the same values have the same name.
  package let name: String

  package static func isName(_ text: String) -> Bool {
    text.utf8.count == digits && text.consists(of: .lowerHexDigit)
  }

  /// - Throws: when one of the values cannot be written.
  package init(config: Mapping, dependencies: Mapping = Mapping()) throws(EmitError) {
    (self.config, self.dependencies) = (config, dependencies)
    let bytes = try Self.bytes(config)
    files = OverlayFiles(
      config: bytes, dependencies: dependencies.isEmpty ? nil : try Self.bytes(dependencies))
    digest = files.digest ?? DigestText.of(bytes)
    name = String(digest.dropFirst(DigestText.prefix.utf8.count).prefix(Self.digits))
  }

  private static func bytes(_ values: Mapping) throws(EmitError) -> [UInt8] {
    try Emitter.emit([Value.mapping(values).withSortedKeys])
  }
}
