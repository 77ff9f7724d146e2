package import Diagnostics
import Settings
import WorkflowModel
import YAML

/// An image without a digest may be another one tomorrow.
package enum ImagePin {
  /// - Parameters:
  ///   - reference: of the engine image; nil for the default one.
  ///   - path: what the finding is about, for people.
  package static func finding(
    _ reference: String?, path: String, severity: Finding.Severity
  ) -> Finding? {
    let reference = reference ?? "\(EngineContract.imageName):latest"
    if ImageReference(reference)?.digest != nil { return nil }
    return Finding(
      severity, path: path,
      message: "the engine image `\(reference)` has no digest, so it may become another one; "
        + "name it as `name:tag@sha256:…`")
  }
}

extension Release {
  /// The engine image that the lock records.
  package var image: String? { settings[.image]?.text }
}
