package import Diagnostics
package import Settings
import WorkflowModel
package import YAML

/// The kustomization of a workflow: what differs between environments, and what belongs to it.
package enum Kustomization {
  /// - Parameter resources: paths relative to the workflow's folder, in the order to be written.
  package static func render(
    resources: [String], settings: Settings
  ) throws(InvalidInput) -> RenderedFile {
    var root = type
    root["namespace"] = settings.namespace.map(Value.string)
    root["images"] = [image(settings.image)]
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

  /// The entry by which the engine's name in manifests becomes an image.
  package static func image(_ image: ImageReference) -> Value {
    var mapping = Mapping()
    mapping["name"] = .string(EngineContract.imageName)
    mapping["newName"] = .string(image.name)
    mapping["newTag"] = image.tag.map(Value.string)
    mapping["digest"] = image.digest.map(Value.string)
    return .mapping(mapping)
  }
}
