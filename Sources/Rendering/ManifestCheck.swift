import Diagnostics
import Settings
import WorkflowModel
import YAML

/// What every rendered manifest must be, whoever wrote its template.
struct ManifestCheck {
  private let workflow: String
  /// ConfigMaps that stand in files of their own beside the manifests, or did.
  private let taken: Set<String>
  /// What kustomize puts objects into, whatever they say themselves.
  private let namespace: String?
  private var seen: Set<[String]> = []

  private let hasNetworkPolicies: Bool

  /// - Parameter taken: names of the ConfigMaps that versions and overlays have or had.
  init(_ workflow: String, taken: Set<String>, _ settings: Settings) {
    (self.workflow, self.taken, namespace) = (workflow, taken, settings.namespace)
    hasNetworkPolicies = settings.hasNetworkPolicies
  }

  /// kustomize refuses a build with two objects of one identity, and everything without a kind.
  ///
  /// - Parameter isCanary: made of the template once more, for the second track.
  mutating func add(
    _ documents: [Value], _ template: ManifestTemplate, isCanary: Bool = false
  ) throws(InvalidInput) {
    for document in documents {
      let identity = try Self.identity(document, template)
      if let reason = reason(against: document, template.name, isCanary: isCanary) {
        throw template.failure("makes \(identity), \(reason); give it another name")
      }
      guard seen.insert(key(document)).inserted else {
        throw template.failure("makes \(identity), which another manifest makes too")
      }
      // kustomize takes a list apart.
      if case .sequence(let items)? = document["items"], document["kind"]?.text?.hasSuffix("List") == true {
        try add(items, template, isCanary: isCanary)
      }
    }
  }

  /// What tells objects apart in a cluster: the version of the API is none of it.
  private func key(_ document: Value) -> [String] {
    let group = (document["apiVersion"]?.text ?? "").split(separator: "/", omittingEmptySubsequences: false)
    return [
      group.count == 2 ? String(group[0]) : "", document["kind"]?.text ?? "",
      namespace ?? document["metadata"]?["namespace"]?.text ?? Self.usualNamespace,
      document["metadata"]?["name"]?.text ?? "",
    ]
  }

  private static let usualNamespace = "default"
  private static let gatewayGroup = "gateway.networking.k8s.io"

  /// Why a name is not free: an object of tntc's own has it, or may have it one day.
  private func reason(against document: Value, _ template: String, isCanary: Bool) -> String? {
    guard let name = document["metadata"]?["name"]?.text else { return nil }
    switch (document["apiVersion"]?.text, document["kind"]?.text) {
    case ("v1", "Service") where template != TemplateSet.serviceTemplate:
      return [ReleaseNames.stable(of: workflow), ReleaseNames.canary(of: workflow)].contains(name)
        ? "a name that is kept for a canary" : nil
    case (let version?, "HTTPRoute") where template != TemplateSet.routeTemplate:
      return name == workflow && version.hasPrefix("\(Self.gatewayGroup)/")
        ? "a name that is kept for a canary" : nil
    // A tree without them may have had others of these names before there were any.
    case ("networking.k8s.io/v1", "NetworkPolicy")
    where hasNetworkPolicies && template != TemplateSet.networkPolicyTemplate:
      let names = [workflow, ReleaseNames.canary(of: workflow), ReleaseNames.trigger(of: workflow)]
      return names.contains(name)
        ? "a name that is kept for the policies of `\(TemplateSet.networkPolicyTemplate)`" : nil
    case ("v1", "ConfigMap"):
      if taken.contains(name) || ReleaseNames.isCodeOfRelease(name, of: workflow) {
        return "a name that is kept for the code of versions"
      }
      return ReleaseNames.isOverlay(name, of: workflow) ? "a name that is kept for config overlays" : nil
    case ("apps/v1", "Deployment"):
      return name == ReleaseNames.canary(of: workflow) && !isCanary
        ? "a name that is kept for a canary" : nil
    default: return nil
    }
  }

  static func identity(_ document: Value, _ template: ManifestTemplate) throws(InvalidInput) -> String {
    guard case .mapping = document else {
      throw template.failure("makes something other than a Kubernetes object; expected a mapping")
    }
    guard let version = document["apiVersion"]?.text, let kind = document["kind"]?.text,
      let name = document["metadata"]?["name"]?.text, !version.isEmpty, !kind.isEmpty, !name.isEmpty
    else {
      throw template.failure(
        "makes an object without `apiVersion`, `kind` or `metadata.name`; a Kubernetes object has them all")
    }
    if case .mapping(let annotations)? = document["metadata"]?["annotations"],
      let key = annotations.map(\.key).first(where: NonText.isReadFrom)
    {
      throw template.failure(
        "makes \(kind) \(name) with the annotation `\(key)`; kustomize cannot build it, as it takes the key for a "
          + "number, a date, a boolean or null; give it another key, like `example.com/\(key)`")
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
  ) throws(InvalidInput) {
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
