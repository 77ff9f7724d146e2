package import YAML

/// Requests and limits of a container: what somebody gives, over those of tntc. A request of tntc's own is never above a
/// limit that is given, as no such pod is taken (`ValidateResourceRequirements` of the API server).
package enum ContainerResources {
  /// - Parameters:
  ///   - given: a JSON merge patch, null in it takes away.
  ///   - usual: `requests` and `limits` of tntc's own.
  package static func merged(_ given: Mapping, over usual: Value) -> Value {
    var merged = usual.patched(with: .mapping(given))
    guard case .mapping(let requests)? = merged["requests"] else { return merged }
    for (resource, request) in requests {
      guard given["requests"]?[resource] == nil, let limit = given["limits"]?[resource],
        let most = limit.text.flatMap({ Quantity($0) }), let asked = request.text.flatMap({ Quantity($0) }),
        most < asked
      else { continue }
      merged = merged.patched(with: ["requests": .mapping([resource: limit])])
    }
    return merged
  }
}
