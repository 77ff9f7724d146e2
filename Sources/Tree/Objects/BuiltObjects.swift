import Diagnostics
import Files
import Releases
import Rendering
import Settings
import WorkflowModel
package import YAML

/// The objects of a workflow as a consumer builds them from its folder: with the namespace and the image of the
/// kustomization in them.
package struct BuiltObject: Sendable {
  package let kind: String
  package let name: String
  package let apiVersion: String
  package let content: Value
  /// Where it stands, relative to the workflow's folder.
  package let file: String

  package init?(_ content: Value, in file: String) {
    guard let kind = content["kind"]?.text, let name = content["metadata"]?["name"]?.text,
      let apiVersion = content["apiVersion"]?.text
    else { return nil }
    (self.kind, self.name, self.apiVersion, self.content, self.file) = (kind, name, apiVersion, content, file)
  }

  /// As `kubectl get` takes a kind: `deployment.v1.apps`.
  package var resource: String {
    let parts = apiVersion.split(separator: "/")
    let kind = kind.lowercased()
    return parts.count == 2 ? "\(kind).\(parts[1]).\(parts[0])" : kind
  }
}

extension RetainedWorkflow {
  /// What kustomize makes of the folder, as far as its kustomization.yaml says something.
  package func build() throws -> [BuiltObject] {
    try build(manifests + release.writeOnceFiles.map(\.path))
  }

  /// The files with objects that say how what is live runs.
  package var manifests: [String] { release.manifests }

  /// - Parameter files: relative to the workflow's folder; those that are gone are left out.
  package func build(_ files: [String]) throws -> [BuiltObject] {
    var objects: [BuiltObject] = []
    let kustomization = try kustomization()
    let namespace = kustomization?["namespace"]?.text
    let labels = Kustomization.addedLabels(kustomization)
    let images = try images()
    for file in files {
      guard let bytes = try bytes(of: file) else { continue }
      for object in try parsed(bytes, file) {
        var content = Self.replacing(object, images)
        if let namespace, !ObjectReference.isOfCluster(object["kind"]?.text ?? "") {
          content = content.patched(with: ["metadata": ["namespace": .string(namespace)]])
        }
        if !labels.isEmpty {
          content = content.patched(with: ["metadata": ["labels": .mapping(labels)]])
        }
        if let built = BuiltObject(content, in: file) { objects.append(built) }
      }
    }
    return objects
  }

  private func parsed(_ bytes: [UInt8], _ file: String) throws(InvalidInput) -> [Value] {
    do {
      return try ManifestObjects.valid(in: bytes)
    } catch {
      throw InvalidInput([
        error.finding(
          "cannot be read, so nothing is built of its folder: ", path: Path.join(path, file), in: bytes)
      ])
    }
  }

  /// The namespace that the folder itself says; nil when the consumer decides.
  package func kustomizationNamespace() throws -> String? { try kustomization()?["namespace"]?.text }

  private func kustomization() throws -> Value? {
    guard let name = try kustomizationFiles().first, let bytes = try bytes(of: name) else { return nil }
    do {
      return try Reader.read(bytes).valid()?.value
    } catch {
      throw InvalidInput([error.finding(path: Path.join(path, name), in: bytes)])
    }
  }

  /// The kustomization files of the folder, by the names that kustomize knows; it refuses a folder with two.
  package func kustomizationFiles() throws -> [String] {
    try Self.kustomizationNames.filter { try bytes(of: $0) != nil }
  }

  /// `RecognizedKustomizationFileNames` of kustomize.
  package static let kustomizationNames = [ReleaseNames.kustomization, "kustomization.yml", "Kustomization"]

  /// What kustomization.yaml says beside what follows from the release: patches, other images, files that are not
  /// the workflow's. Nothing where it says no more than that, and where none is due and none is there.
  package func kustomizationRest() throws -> Mapping {
    let due = release.derived.files.filter { $0 == ReleaseNames.kustomization }
    let files = try kustomizationFiles()
    let found: Value? = files == due ? nil : .sequence(files.map(Value.string))
    // kustomize builds nothing from a folder with none or two.
    guard files.count == 1, let bytes = try bytes(of: files[0]) else {
      return found.map { [Self.kustomizationField: $0] } ?? [:]
    }
    guard case .mapping(var rest)? = try? Reader.read(bytes).valid()?.value else {
      let text = Value.string(String(decoding: bytes, as: UTF8.self))
      var unread: Mapping = [Self.unreadableField: text]
      unread[Self.kustomizationField] = found
      return unread
    }
    rest[Self.kustomizationField] = found
    for (key, usual) in Kustomization.type where rest[key] == usual { rest[key] = nil }
    let image = Kustomization.image(ImageReference(release.image) ?? .fallback)
    let sidecars = sidecarImages(in: rest)
    rest["namespace"] = nil
    rest["images"] = Self.list(
      rest["images"],
      without: [image] + release.sidecars.map { Kustomization.image(sidecars[$0] ?? .fallback, in: $0) })
    // Trees from before it had any have none.
    if case .sequence(let items)? = rest["labels"],
      case .sequence(let own)? = Kustomization.labels(release.settings.mapping(.labels))
    {
      rest["labels"] = Self.list(rest["labels"], without: own.filter(items.contains))
    }
    let listed = (manifests + release.writeOnceFiles.map(\.path)).map(Value.string)
    rest["resources"] = Self.list(rest["resources"], without: listed)
    return rest
  }

  /// The fields that stand for the file itself in what `kustomizationRest` tells.
  package static let kustomizationField = "files"
  private static let unreadableField = "content"

  /// What a list has beside the items that it has to have, nil for nothing; all of it when one of those is not there.
  private static func list(_ list: Value?, without expected: [Value]) -> Value? {
    guard case .sequence(let items)? = list, expected.allSatisfy(items.contains) else {
      return list ?? (expected.isEmpty ? nil : [])
    }
    let rest = items.filter { !expected.contains($0) }
    return rest.isEmpty ? nil : .sequence(rest)
  }

  /// Every `image:` with a name that kustomization.yaml maps, wherever it stands.
  private static func replacing(_ value: Value, _ images: [String: String]) -> Value {
    switch value {
    case .sequence(let items): return .sequence(items.map { replacing($0, images) })
    case .mapping(let mapping):
      return .mapping(
        Mapping(
          mapping.map { key, value in
            guard key == "image", let name = value.text, let image = images[name] else {
              return (key, replacing(value, images))
            }
            return (key, .string(image))
          }))
    default: return value
    }
  }
}
