import Settings
package import WorkflowModel
package import YAML

/// What templates see of the code of one version.
package struct VersionCode: Sendable {
  /// The `code` member of the context of manifests: of the first ConfigMap, and which others there are.
  package let value: Value
  /// That of the template of each ConfigMap, in the order of their names.
  package let parts: [Value]

  /// Their names, in the same order.
  package var configMaps: [String] { parts.compactMap { $0["configMap"]?.text } }
}

extension TemplateContext {
  /// The code of one version: its digest, its ConfigMaps and their content.
  package static func code(
    _ workflow: Workflow, _ source: WorkflowSource, digest: String
  ) -> VersionCode {
    let parts = source.parts
    let names = ReleaseNames.codeConfigMaps(workflow.name, workflow.version, parts: parts.count)
    let contents = zip(parts, names).map { part, name in
      (isVendored: part.isVendored, name: name, content: content(of: part, named: name, digest: digest))
    }
    let own = contents.filter { !$0.isVendored }
    let mounted = own.map { _, name, content -> Value in
      ["configMap": .string(name), "items": content["items"] ?? []]
    }
    let others: Value = [
      "parts": .sequence(mounted.count > 1 ? mounted : []),
      "vendor": .sequence(contents.filter(\.isVendored).map { .string($0.name) }),
    ]
    let all = contents.map { $0.content.patched(with: others) }
    return VersionCode(value: all.first ?? others, parts: all)
  }

  private static func content(of part: CodePart, named name: String, digest: String) -> Value {
    var text = Mapping()
    var binary = Mapping()
    var items: [Value] = []
    let files = part.files.map { (key: ConfigMapKey.key(ofVersionFile: $0.path), file: $0) }
    for (key, file) in files.sorted(by: { $0.key.precedesByBytes($1.key) }) {
      if let content = StoredText.text(file.bytes) {
        text[key] = .string(content)
      } else {
        binary[key] = .string(Base64.encode(file.bytes))
      }
      items.append(["key": .string(key), "path": .string(part.isVendored ? key : file.path)])
    }
    return [
      "configMap": .string(name), "digest": .string(digest), "syncOptions": .string(syncOptions),
      "items": .sequence(items), "data": .mapping(text), "binaryData": .mapping(binary),
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
}
