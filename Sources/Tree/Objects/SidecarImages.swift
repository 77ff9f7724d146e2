package import Diagnostics
import Files
import Releases
import Rendering
import Settings
package import WorkflowModel
import YAML

/// Images of sidecars, which are in kustomization.yaml alone: a lock has the names that are mapped there.
extension RetainedWorkflow {
  /// By the names that stand for them in manifests.
  ///
  /// - Throws: when kustomization.yaml cannot be read.
  package func sidecarImages() throws -> [(imageName: String, image: ImageReference)] {
    if release.sidecars.isEmpty { return [] }
    guard let name = try kustomizationFiles().first, let bytes = try bytes(of: name) else { return [] }
    do {
      guard case .mapping(let root)? = try Reader.read(bytes).valid()?.value else { return [] }
      let images = sidecarImages(in: root)
      return release.sidecars.compactMap { name in images[name].map { (name, $0) } }
    } catch {
      throw InvalidInput([error.finding(path: Path.join(path, name), in: bytes)])
    }
  }

  /// The first entry that each of the lock's names has, when it is one that tntc writes.
  func sidecarImages(in kustomization: Mapping) -> [String: ImageReference] {
    guard case .sequence(let entries)? = kustomization["images"] else { return [:] }
    var images: [String: ImageReference] = [:]
    for entry in entries {
      guard let name = entry["name"]?.text, images[name] == nil,
        release.sidecars.contains(where: { $0.hasSameBytes(as: name) }),
        let image = Kustomization.reference(entry), Kustomization.image(image, in: name) == entry
      else { continue }
      images[name] = image
    }
    return images
  }

  /// What kustomize puts in the place of names in manifests.
  func images() throws -> [String: String] {
    var images = [EngineContract.imageName: release.image]
    for (imageName, image) in try sidecarImages() { images[imageName] = image.text }
    return images
  }
}

extension RetainedWorkflow {
  /// The images of what runs that have no digest: that of the engine, and those of sidecars.
  ///
  /// - Parameter path: what a finding about the engine's image names, for people.
  package func unpinnedImages(path: String, severity: Finding.Severity) -> [Finding] {
    let engine = ImagePin.finding(release.image, path: path, severity: severity)
    // A kustomization.yaml that cannot be read is reported by those who check it.
    let sidecars = (try? sidecarImages()) ?? []
    return [engine].compactMap(\.self)
      + sidecars.compactMap { imageName, image in
        ImagePin.finding(
          image.text, of: SidecarContainer.description(of: imageName),
          path: Path.join(self.path, ReleaseNames.kustomization), severity: severity)
      }
  }
}
