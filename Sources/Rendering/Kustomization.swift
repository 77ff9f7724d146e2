package import Diagnostics
package import Settings
package import WorkflowModel
package import YAML

/// The kustomization of a workflow: what differs between environments, and what belongs to it.
package enum Kustomization {
  /// - Parameters:
  ///   - resources: paths relative to the workflow's folder, in the order to be written.
  ///   - sidecars: those of all tracks.
  package static func render(
    resources: [String], settings: Settings, sidecars: [SidecarContainer]
  ) throws(InvalidInput) -> RenderedFile {
    var root = type
    root["namespace"] = settings.namespace.map(Value.string)
    root["labels"] = labels(settings.labels)
    root["images"] = .sequence(
      [image(settings.image)] + sidecars.map { image($0.image, in: $0.imageName) })
    root["resources"] = .sequence(resources.map(Value.string))
    do {
      return RenderedFile(path: ReleaseNames.kustomization, bytes: try Emitter.emit([.mapping(root)]))
    } catch {
      throw InvalidInput(path: ReleaseNames.kustomization, error.message)
    }
  }

  package static let type: Mapping = [
    "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
  ]

  /// What gives every object the labels of the settings, those of versions among them: their files are the same bytes in
  /// every environment. Selectors and pods are left alone. Nil without labels.
  package static func labels(_ labels: Mapping) -> Value? {
    labels.isEmpty ? nil : [["pairs": .mapping(labels)]]
  }

  /// The labels that a kustomization gives every object and no selector.
  package static func addedLabels(_ kustomization: Value?) -> Mapping {
    guard case .sequence(let entries)? = kustomization?["labels"] else { return [:] }
    var labels = Mapping()
    for entry in entries {
      if case .mapping(let pairs)? = entry["pairs"], entry["includeSelectors"] != true {
        for (key, value) in pairs { labels[key] = value }
      }
    }
    return labels
  }

  /// The entry by which a name in manifests, that of the engine if none is given, becomes an image.
  package static func image(_ image: ImageReference, in name: String = EngineContract.imageName) -> Value {
    var mapping = Mapping()
    mapping["name"] = .string(name)
    mapping["newName"] = .string(image.name)
    mapping["newTag"] = image.tag.map(Value.string)
    mapping["digest"] = image.digest.map(Value.string)
    return .mapping(mapping)
  }

  /// The image of an entry; nil for none.
  package static func reference(_ entry: Value) -> ImageReference? {
    guard let name = entry["newName"]?.text else { return nil }
    let tag = entry["newTag"]?.text.map { ":\($0)" } ?? ""
    return ImageReference(name + tag + (entry["digest"]?.text.map { "@\($0)" } ?? ""))
  }
}
