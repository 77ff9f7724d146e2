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
    message(ImageReference(reference), reference, of: sidecar).map {
      Finding(severity, path: path, message: $0)
    }
  }

  /// - Parameter image: nil for what is not a reference.
  static func message(_ image: ImageReference?, _ reference: String, of sidecar: String?) -> String? {
    if image?.digest != nil { return nil }
    let what =
      sidecar.map { "the image `\(reference)` of the sidecar \($0)" } ?? "the engine image `\(reference)`"
    return "\(what) has no digest, so its content may change; write it as `name:tag@sha256:…`"
  }
}
