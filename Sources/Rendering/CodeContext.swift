import Settings
package import WorkflowModel
package import YAML

/// What templates see of the code of one version.
package struct VersionCode: Sendable {
  /// The `code` member of the context of manifests: of the first ConfigMap, and which others there are.
  package let value: Value
  /// That of the template of each ConfigMap, in the order of their names.
  package let parts: [Value]

  /// What the texts of a ConfigMap are, in bytes.
  static func size(of part: Value) -> Int {
    [part["data"], part["binaryData"]].reduce(0) { size, member in
      guard case .mapping(let texts)? = member else { return size }
      return texts.values.reduce(size) { $0 + ($1.text?.utf8.count ?? 0) }
    }
  }

  /// Their names, in the same order.
  package var configMaps: [String] { parts.compactMap { $0["configMap"]?.text } }
  /// Those that hold packages.
  var vendoredConfigMaps: [String] {
    if case .sequence(let names)? = value["vendor"] { names.compactMap(\.text) } else { [] }
  }
  /// The others.
  var ownConfigMaps: [String] { Array(configMaps.dropLast(vendoredConfigMaps.count)) }
}

extension TemplateContext {
  /// The code of one version: its digest, its ConfigMaps and their content.
  ///
  /// - Parameter parts: in the order of the names of their ConfigMaps.
  package static func code(_ workflow: Workflow, _ parts: [CodePart], digest: String) -> VersionCode {
    let names = ReleaseNames.codeConfigMaps(workflow.name, workflow.version, parts: parts.count)
    let contents = parts.map(ConfigMapContent.init)
    let own = zip(contents, names).prefix { !$0.0.isVendored }
    let mounted = own.map { content, name -> Value in
      ["configMap": .string(name), "items": .sequence(content.items)]
    }
    let shown: Value = .sequence(own.count > 1 ? mounted : [])
    let vendored: Value = .sequence(names.dropFirst(own.count).map(Value.string))
    let all = zip(contents, names).map { content, name -> Value in
      [
        "configMap": .string(name), "digest": .string(digest), "syncOptions": .string(syncOptions),
        "items": .sequence(content.items), "parts": shown, "vendor": vendored,
        "data": .mapping(content.text), "binaryData": .mapping(content.binary),
      ]
    }
    return VersionCode(value: all.first ?? .null, parts: all)
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

/// What one ConfigMap of a version holds, by its keys.
private struct ConfigMapContent {
  let isVendored: Bool
  /// Which key is which file in the folder where it is mounted.
  private(set) var items: [Value] = []
  private(set) var text = Mapping()
  private(set) var binary = Mapping()

  init(_ part: CodePart) {
    isVendored = part.isVendored
    let files = part.files.map { (key: ConfigMapKey.key(ofVersionFile: $0.path), file: $0) }
    for (key, file) in files.sorted(by: { $0.key.precedesByBytes($1.key) }) {
      if let content = StoredText.text(file.bytes) {
        text[key] = .string(content)
      } else {
        binary[key] = .string(Base64.encode(file.bytes))
      }
      items.append(["key": .string(key), "path": .string(part.isVendored ? key : file.path)])
    }
  }
}
