import Files
import Releases
import Rendering
import YAML

/// What an overlay can break of a workflow.
struct OverlaidWorkflow {
  /// As seen from the working directory.
  let path: String
  /// What takes the place of names of images in its manifests, by these names.
  let images: [String: String]
  /// The names of ConfigMaps that are written once.
  let writeOnce: [String]
  private let release: Release

  /// Nil for what cannot be read: that is told where the folder is checked.
  init?(_ path: String) {
    guard let release = try? Release.read(in: path) else { return nil }
    (self.path, self.release) = (path, release)
    writeOnce = release.writeOnceFiles.flatMap(\.configMaps)
    let kustomization = (try? Disk.readIfPresent(Path.join(path, ReleaseNames.kustomization))) ?? []
    let root = Reader.read(kustomization).root { _ in }
    images = (root?.items(of: "images") ?? []).reduce(into: [:]) { images, image in
      guard let name = image.member("name")?.value.text, let new = image.member("newName")?.value.text else {
        return
      }
      if new != name { images[name] = new }
    }
  }

  /// The objects that select others by labels.
  var selecting: [Value] {
    release.manifests.flatMap(objects).filter { $0["spec"]?["selector"] != nil }
  }

  /// A ConfigMap that is written once.
  func written(_ name: String) -> Value? {
    let file = release.writeOnceFiles.first { $0.configMaps.contains(name) }?.path
    return file.map(objects)?.first { $0["metadata"]?["name"]?.text == name }
  }

  private func objects(in file: String) -> [Value] {
    ManifestObjects.objects(in: (try? Disk.readIfPresent(Path.join(path, file))) ?? [])
  }
}
