package import Diagnostics
import Settings

/// An image without a digest may be another one tomorrow.
package enum ImagePin {
  /// - Parameters:
  ///   - reference: of the engine image.
  ///   - path: what the finding is about, for people.
  package static func finding(
    _ reference: String, path: String, severity: Finding.Severity
  ) -> Finding? {
    if ImageReference(reference)?.digest != nil { return nil }
    return Finding(
      severity, path: path,
      message: "the engine image `\(reference)` has no digest, so it may become another one; "
        + "name it as `name:tag@sha256:…`")
  }
}
