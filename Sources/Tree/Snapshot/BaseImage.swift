import Files
import Releases

/// The image reference that a `.tentacular/base-image.txt` holds.
struct BaseImage: Sendable {
  static let file = "\(TentacularFolder.name)/base-image.txt"

  /// For messages.
  let path: String
  let text: String
}

/// Finds the base image of a workflow directory, remembering what each folder above it gave.
struct BaseImages: Sendable {
  private static let maximumBytes = 4096
  private var known: [String: BaseImage?] = [:]

  /// Looks from `folder` upward, to `boundary` and no further.
  mutating func find(from folder: String, boundary: String) throws(FileError) -> BaseImage? {
    if let image = known[folder] { return image }
    var image = try read(in: folder)
    if image == nil, folder != boundary, folder != "/", !folder.isEmpty {
      image = try find(from: Path.parent(folder), boundary: boundary)
    }
    known[folder] = image
    return image
  }

  private func read(in folder: String) throws(FileError) -> BaseImage? {
    let path = Path.join(folder, BaseImage.file)
    guard let bytes = try Disk.readIfPresent(path, limit: Self.maximumBytes) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return BaseImage(
      path: Path.relative(path, from: Path.resolved(".") ?? "/"), text: words.joined(separator: " "))
  }
}
