import Files
import Releases
import Rendering
import Settings
import WorkflowModel
import YAML

/// Finds changes of what runs in pods that do not come with a version: another program, other arguments, other
/// variables, files laid over the code.
struct ProgramRisks {
  let before: Release
  let after: Release

  func find(in change: ObjectChange) -> [Risk] {
    guard let after = change.after else { return [] }
    let old = change.before.map(PodTemplate.all) ?? []
    return PodTemplate.all(in: after).flatMap { pod in
      old.first { $0.path == pod.path }.map { find(from: $0, to: pod, change) } ?? find(in: pod, change)
    }
  }

  /// The containers of a pod that is new, except for those that run the release's image.
  private func find(in pod: PodTemplate, _ change: ObjectChange) -> [Risk] {
    pod.containers.flatMap { container -> [Risk] in
      let place = Place(object: change.id, container: pod.path.appending(container.path))
      let image = container.content["image"]
      if image?.text == after.image { return [] }
      return [place.risk(isOurs: false, from: nil, to: image)] + Self.floating(image?.text)
    }
  }

  private func find(from old: PodTemplate, to new: PodTemplate, _ change: ObjectChange) -> [Risk] {
    var risks: [Risk] = []
    for container in new.containers {
      let place = Place(object: change.id, container: new.path.appending(container.path))
      if let twin = old.containers.first(where: { $0.name.hasSameBytes(as: container.name) }) {
        risks +=
          ContainerChange(
            old: twin, new: container, pods: (old, new), isRenamed: change.oldName != nil, place: place,
            releases: (before, after)
          ).risks
      } else {
        risks.append(place.risk(isOurs: false, from: nil, to: container.content["image"]))
        risks += Self.floating(container.content["image"]?.text)
      }
    }
    for container in old.containers
    where !new.containers.contains(where: { $0.name.hasSameBytes(as: container.name) }) {
      let place = Place(object: change.id, container: old.path.appending(container.path))
      risks.append(place.risk(isOurs: false, from: container.content["image"], to: nil))
    }
    return risks
  }

  /// The image of a container that is not the release's, which is reported with the release.
  static func floating(_ image: String?) -> [Risk] {
    guard let image, ImageReference(image)?.digest == nil else { return [] }
    return [.floatingImage(image)]
  }

  /// A container, for what is reported for it.
  struct Place {
    let object: String
    let container: FieldPath

    /// - Parameter isOurs: whether the container runs the engine's image, so that a version should decide.
    func risk(
      _ path: FieldPath = FieldPath(), isOurs: Bool, from: Value?, to: Value?
    ) -> Risk {
      let (text, old, new) = (
        container.appending(path).text, from.map(ObjectRisks.text), to.map(ObjectRisks.text)
      )
      return isOurs
        ? .program(object: object, path: text, from: old, to: new)
        : .container(object: object, path: text, from: old, to: new)
    }
  }
}
