package import Files
package import WorkflowModel

/// Where an image is recorded for later renders.
package struct BaseImageRecord: Sendable {
  private let folder: TentacularFolder

  package init(from start: String) { folder = TentacularFolder(from: start) }

  /// As seen from the working directory.
  package var path: String { folder.path(of: Self.name) }
  /// Outside of a repository `render` looks in the workflow's directory alone.
  package var isInRepository: Bool { folder.isInRepository }

  private static var name: String { Path.lastComponent(BaseImage.file) }

  /// Writes the file as a whole, or not at all.
  package func write(_ image: ImageReference) throws(FileError) {
    try folder.write(Array("\(image.text)\n".utf8), to: Self.name)
  }
}
