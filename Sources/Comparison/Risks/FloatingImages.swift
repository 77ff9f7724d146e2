import WorkflowModel
import YAML

/// Finds images without a digest that no risk tells of, as the change leaves them as they were.
enum FloatingImages {
  /// - Parameter objects: all of the workflow after the change.
  /// - Returns: each image once, in the order of the objects.
  static func found(in objects: [Value], beside risks: [Risk]) -> [String] {
    var told = Set(
      risks.compactMap { if case .floatingImage(let image) = $0 { ByteKey(image) } else { nil } })
    return objects.flatMap(PodTemplate.all).flatMap(\.containers).compactMap { container in
      guard let image = container.content["image"]?.text, ImageReference(image)?.digest == nil,
        told.insert(ByteKey(image)).inserted
      else { return nil }
      return image
    }
  }
}

extension Comparison {
  /// Images without a digest that run as before in what changes, each with its workflows in the order of the trees.
  package var floatingImages: [(image: String, workflows: [String])] {
    var (images, positions): ([(image: String, workflows: [String])], [ByteKey: Int]) = ([], [:])
    for tree in trees {
      for change in tree.workflows where change.isDone {
        let name = tree.environment.map { "\($0)/\(change.workflow)" } ?? change.workflow
        for image in change.floatingImages {
          if let position = positions[ByteKey(image)] {
            images[position].workflows.append(name)
          } else {
            positions[ByteKey(image)] = images.count
            images.append((image, [name]))
          }
        }
      }
    }
    return images
  }
}
