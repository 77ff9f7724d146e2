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
  /// What kustomize takes for the namespace of an object that names none.
  private let namespaces: [String]
  /// Labels that kustomization.yaml gives to all objects.
  private let labels: Mapping
  private let release: Release

  /// Nil for what cannot be read: that is reported where the folder is checked.
  init?(_ path: String) {
    guard let release = try? Release.read(in: path) else { return nil }
    (self.path, self.release) = (path, release)
    writeOnce = release.writeOnceFiles.flatMap(\.configMaps)
    let kustomization = (try? Disk.readIfPresent(Path.join(path, ReleaseNames.kustomization))) ?? []
    let root = Reader.read(kustomization).root { _ in }
    namespaces = ["default"] + [root?.member("namespace")?.value.text].compactMap(\.self)
    labels = Mapping(
      (root?.items(of: "labels") ?? []).flatMap { $0.members(of: "pairs") }.map { ($0.key, $0.value.value) })
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

  /// The namespaces that a target may name an object of it by.
  func namespaces(of object: Value) -> [String] {
    object["metadata"]?["namespace"]?.text.map { namespaces + [$0] } ?? namespaces
  }

  /// A ConfigMap that is written once.
  func written(_ name: String) -> Value? {
    let file = release.writeOnceFiles.first { $0.configMaps.contains(name) }?.path
    return file.map(objects)?.first { $0["metadata"]?["name"]?.text == name }.map(labelled)
  }

  /// A version has labels of its own alone in its file, which is the same in every environment.
  private func labelled(_ object: Value) -> Value {
    guard case .mapping(var members) = object, case .mapping(var metadata)? = members["metadata"] else {
      return object
    }
    var all = Mapping()
    if case .mapping(let own)? = metadata["labels"] { all = own }
    for (key, value) in labels { all[key] = value }
    metadata["labels"] = .mapping(all)
    members["metadata"] = .mapping(metadata)
    return .mapping(members)
  }

  private func objects(in file: String) -> [Value] {
    ManifestObjects.objects(in: (try? Disk.readIfPresent(Path.join(path, file))) ?? [])
  }
}
