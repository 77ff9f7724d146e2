package import Diagnostics
import WorkflowModel

/// An image without a digest may be another one tomorrow.
package enum ImagePin {
  /// - Parameters:
  ///   - reference: as it is spelled.
  ///   - sidecar: whose image it is, in words; nil for the engine's.
  ///   - path: what the finding is about, for people.
  package static func finding(
    _ reference: String, of sidecar: String? = nil, path: String, severity: Finding.Severity
  ) -> Finding? {
    if ImageReference(reference)?.digest != nil { return nil }
    let image =
      sidecar.map { "the image `\(reference)` of the sidecar \($0)" } ?? "the engine image `\(reference)`"
    return Finding(
      severity, path: path,
      message: "\(image) has no digest, so it may become another one; name it as `name:tag@sha256:…`")
  }
}
