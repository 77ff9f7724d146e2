package import Files
package import WorkflowModel

/// Where an image is recorded for later renders.
package struct BaseImageRecord: Sendable {
  /// As seen from the working directory, like `path`.
  private let folder: String
  package let path: String
  /// Outside of a repository `render` looks in the workflow's directory alone.
  package let isInRepository: Bool

  /// The nearest `.tentacular` from `start` upward, no further than the root of the repository; one at the root when
  /// there is none, and in `start` itself outside of a repository.
  package init(from start: String) {
    let resolved = Path.resolved(start) ?? start
    var repositories = Repositories()
    let root = repositories.root(of: resolved)
    isInRepository = root != nil
    let holder = Self.holder(from: resolved, to: root ?? resolved)
    folder = Path.relative(Path.join(holder, BaseImage.folder), from: Path.resolved(".") ?? "/")
    path = Path.join(folder, Self.name)
  }

  private static var name: String { Path.lastComponent(BaseImage.file) }

  private static func holder(from folder: String, to root: String) -> String {
    if Disk.isFolder(Path.join(folder, BaseImage.folder)) || folder == root { return folder }
    return holder(from: Path.parent(folder), to: root)
  }

  /// Writes the file as a whole, or not at all.
  package func write(_ image: ImageReference) throws(FileError) {
    try Disk.makeFolder(folder)
    let temporary = Path.join(folder, ".\(Self.name).tntc-new")
    try Disk.write(Array("\(image.text)\n".utf8), to: temporary)
    do {
      try Disk.rename(temporary, to: path)
    } catch {
      try? Disk.remove(temporary)
      throw error
    }
  }
}
