import YAML

/// What every rendered manifest must be, whoever wrote its template.
struct ManifestCheck {
  private let configMap: String
  private var seen: Set<String> = []

  init(configMap: String) { self.configMap = configMap }

  /// kustomize refuses a build with two objects of one identity, and everything without a kind.
  mutating func add(_ documents: [Value], _ template: ManifestTemplate) throws(RenderFailure) {
    for document in documents {
      let identity = try Self.identity(document, template)
      guard seen.insert(identity).inserted else {
        throw template.failure("makes \(identity), which another manifest makes too")
      }
      if identity.hasPrefix("ConfigMap \(configMap)") {
        throw template.failure("makes \(identity), which holds the code of the version")
      }
    }
  }

  static func identity(_ document: Value, _ template: ManifestTemplate) throws(RenderFailure) -> String {
    guard case .mapping = document else {
      throw template.failure("makes something other than a Kubernetes object; expected a mapping")
    }
    guard let version = document["apiVersion"]?.text, let kind = document["kind"]?.text,
      let name = document["metadata"]?["name"]?.text, !version.isEmpty, !kind.isEmpty, !name.isEmpty
    else {
      throw template.failure(
        "makes an object without `apiVersion`, `kind` or `metadata.name`; a Kubernetes object has them all")
    }
    return "\(kind) \(name)"
  }
}

/// What a write-once file must be, as it can never be mended.
enum WriteOnceCheck {
  /// - Parameters:
  ///   - content: the member of the context that says what the ConfigMap has to hold.
  ///   - name: the name of that member.
  static func check(
    _ documents: [Value], content: Value, name: String, template: ManifestTemplate
  ) throws(RenderFailure) {
    guard documents.count == 1, let object = documents.first else {
      throw template.failure("makes \(documents.count) objects; expected one ConfigMap")
    }
    _ = try ManifestCheck.identity(object, template)
    guard object["kind"] == "ConfigMap", object["metadata"]?["name"] == content["configMap"] else {
      throw template.failure("has to make a ConfigMap with the name `\(name).configMap`")
    }
    guard object["immutable"] == true else {
      throw template.failure("has to make an immutable ConfigMap (`immutable: true`)")
    }
    for key in ["data", "binaryData"] where object[key] ?? [:] != content[key] ?? [:] {
      throw template.failure("has to carry `\(name).\(key)` unchanged")
    }
  }
}
