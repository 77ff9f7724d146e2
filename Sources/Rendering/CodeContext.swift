import Settings
package import WorkflowModel
package import YAML

extension TemplateContext {
  /// The code of one version: its digest, its ConfigMap and the content of that.
  package static func code(
    _ workflow: Workflow, _ source: WorkflowSource, digest: String
  ) -> Value {
    var text = Mapping()
    var binary = Mapping()
    var items: [Value] = []
    for file in source.files.sorted(by: keysPrecede) {
      let key = ConfigMapKey.key(forPath: file.path)
      if let content = StoredText.text(file.bytes) {
        text[key] = .string(content)
      } else {
        binary[key] = .string(Base64.encode(file.bytes))
      }
      items.append(["key": .string(key), "path": .string(file.path)])
    }
    return [
      "configMap": .string(ReleaseNames.codeConfigMap(workflow.name, workflow.version)),
      "digest": .string(digest),
      "syncOptions": .string(syncOptions),
      "items": .sequence(items),
      "data": .mapping(text),
      "binaryData": .mapping(binary),
    ]
  }

  /// The overlay of one environment: its ConfigMap and the content of that.
  static func overlay(_ overlay: ConfigOverlay, workflow: String) -> Value {
    [
      "configMap": .string(ReleaseNames.overlayConfigMap(workflow, overlay.name)),
      "syncOptions": .string(syncOptions),
      "data": .mapping(Mapping([(ConfigOverlay.fileName, .string(overlay.text))])),
    ]
  }

  private static func keysPrecede(_ left: SourceFile, _ right: SourceFile) -> Bool {
    ConfigMapKey.key(forPath: left.path).precedesByBytes(ConfigMapKey.key(forPath: right.path))
  }
}
