import Releases
import Rendering
import Settings
import Tree
import WorkflowModel
import YAML

/// The objects of a workflow by what they are for.
struct ObjectRoles {
  let manifests: [BuiltObject]
  /// In the order of their names.
  let code: [BuiltObject]
  let config: BuiltObject?

  static let none = ObjectRoles(manifests: [], code: [], config: nil)
}

extension RetainedWorkflow {
  /// What says how the workflow runs, with the ConfigMaps of what is live.
  func objectsByRole() throws -> ObjectRoles {
    let code = try release.live.map { try build([ReleaseNames.versionFile($0)]) } ?? []
    let config = try release.overlay.flatMap { try build([ReleaseNames.overlayFile($0)]).first }
    return ObjectRoles(
      manifests: try build(manifests), code: code.compactMap(BuiltObject.withoutCode),
      config: config.flatMap(BuiltObject.withReadConfig))
  }
}

extension BuiltObject {
  /// The data of the ConfigMap of a version is reported as source.
  fileprivate static func withoutCode(_ object: BuiltObject) -> BuiltObject? {
    BuiltObject(object.content.patched(with: ["data": .null, "binaryData": .null]), in: object.file)
  }

  /// The values themselves in the place of the texts that hold them.
  fileprivate static func withReadConfig(_ object: BuiltObject) -> BuiltObject? {
    var data = Mapping()
    for file in [OverlayFiles.config, OverlayFiles.dependencies] {
      guard let text = object.content["data"]?[file]?.text,
        let values = try? Reader.read(Array(text.utf8)).valid()?.value
      else { continue }
      data[file] = values
    }
    return BuiltObject(object.content.patched(with: ["data": .mapping(data)]), in: object.file)
  }
}
