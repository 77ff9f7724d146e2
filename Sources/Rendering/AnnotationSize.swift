import Diagnostics
package import YAML

/// The size of an object's annotations once client-side `kubectl apply` has added its own.
///
/// kubectl copies the whole object as JSON into `last-applied-configuration`, and the API server
/// refuses more than 262,144 bytes over all annotation keys and values (apimachinery,
/// `TotalAnnotationSizeLimitB`).
package enum AnnotationSize {
  package static let limit = 262_144
  private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"
  private static let longestNamespace = String(repeating: "n", count: 63)

  package static func afterApply(_ object: Value) -> Int {
    guard case .mapping(var root) = object, case .mapping(var metadata)? = root["metadata"] else { return 0 }
    metadata["namespace"] = .string(longestNamespace)
    root["metadata"] = .mapping(metadata)
    var size = JSON.goSize(of: .mapping(root)) + 1 + lastApplied.utf8.count
    if case .mapping(let annotations)? = metadata["annotations"] {
      for (key, value) in annotations { size += key.utf8.count + (value.text?.utf8.count ?? 0) }
    }
    return size
  }

  static func warning(_ name: String, _ size: Int) -> Finding {
    Finding(
      .warning, path: name,
      message: "the annotations would be \(size) bytes after a client-side apply, above the limit of "
        + "\(limit): apply with `kubectl apply --server-side`; for Argo CD the ConfigMap now says "
        + "`ServerSideApply=true`")
  }
}
