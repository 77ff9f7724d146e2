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
    let files = [
      (OverlayFiles.config, overlay.files.config), (OverlayFiles.dependencies, overlay.files.dependencies),
    ]
    let data = files.compactMap { file, bytes in
      bytes.map { (key: file, value: Value.string(String(decoding: $0, as: UTF8.self))) }
    }
    return [
      "configMap": .string(ReleaseNames.overlayConfigMap(workflow, overlay.name)),
      "digest": .string(overlay.digest),
      "syncOptions": .string(syncOptions),
      "hasDependencies": .bool(overlay.files.dependencies != nil),
      "data": .mapping(Mapping(data)),
    ]
  }

  private static func keysPrecede(_ left: SourceFile, _ right: SourceFile) -> Bool {
    ConfigMapKey.key(forPath: left.path).precedesByBytes(ConfigMapKey.key(forPath: right.path))
  }
}
