/// The files that an environment gives a pod beside its version; renderer and engine name and digest them alike.
package struct OverlayFiles: Sendable {
  /// Laid over `config:`.
  package static let config = "config.yaml"
  /// Laid over `contract.dependencies`.
  package static let dependencies = "dependencies.yaml"

  /// Nil where there is no such file.
  package var config: [UInt8]?
  package var dependencies: [UInt8]?

  package init(config: [UInt8]? = nil, dependencies: [UInt8]? = nil) {
    (self.config, self.dependencies) = (config, dependencies)
  }

  /// `sha256:…` of config.yaml where it is alone, else of both with their names; nil without files.
  package var digest: String? {
    if dependencies == nil { return config.map { DigestText.of($0) } }
    let files = [(Self.config, config), (Self.dependencies, dependencies)]
    return WorkflowSource(
      files: files.compactMap { path, bytes in bytes.map { SourceFile(path: path, bytes: $0) } }
    ).digest
  }
}
