import Diagnostics
import Settings
package import YAML

/// The size of an object's annotations once client-side `kubectl apply` has added its own.
///
/// kubectl copies the whole object as JSON into `last-applied-configuration`, and the API server refuses more than
/// `AnnotationLimit.bytes`.
package enum AnnotationSize {
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

  /// The size above the limit of the largest of some objects; nil when a client-side apply takes them all.
  ///
  /// - Parameter bytes: the objects as YAML, where they are written already.
  static func excess(_ documents: [Value], emitted bytes: [UInt8]?) -> (object: Value, size: Int)? {
    // No JSON is more than six times its YAML, so mostly the exact size need not be counted.
    if let bytes, (bytes.count + 200) * 6 <= AnnotationLimit.bytes { return nil }
    let largest = documents.map { (object: $0, size: afterApply($0)) }.max { $0.size < $1.size }
    return largest.flatMap { $0.size > AnnotationLimit.bytes ? $0 : nil }
  }

  /// Of manifests that a client-side apply does not take.
  static func warning(_ documents: [Value], emitted bytes: [UInt8]) -> Finding? {
    excess(documents, emitted: bytes).map { object, size in
      warning(
        "\(object["kind"]?.text ?? "") \(object["metadata"]?["name"]?.text ?? "")", size,
        argo: "give the Application `ServerSideApply=true`")
    }
  }

  /// Of the ConfigMaps of a version that a client-side apply does not take: one line for all of them.
  static func warnings(ofVersion large: [(name: String, size: Int)]) -> [Finding] {
    guard let largest = large.max(by: { $0.size < $1.size }) else { return [] }
    let say =
      large.count == 1
      ? "the ConfigMap now says `ServerSideApply=true`"
      : "the \(large.count) ConfigMaps of this size now say `ServerSideApply=true`"
    return [warning(largest.name, largest.size, argo: say)]
  }

  /// - Parameter argo: what is to be known for Argo CD.
  static func warning(_ name: String, _ size: Int, argo: String) -> Finding {
    Finding(
      .warning, path: name,
      message: "the annotations would be \(size) bytes after a client-side apply, above the limit of "
        + "\(AnnotationLimit.bytes): apply with `kubectl apply --server-side`; for Argo CD \(argo)")
  }
}
