package import WorkflowModel

/// What a render was asked for, beside the workflows themselves. An empty text takes a recorded
/// setting back; nil leaves it as it is.
package struct RenderOptions: Sendable {
  package var image: String?
  package var namespace: String?
  package var runtimeClass: String?
  package var templates: String?
  package var keep: Int?
  package var bump: VersionNumber.Part?
  package var admission = AdmissionOptions()
  /// Accept that the workflow directory is another one than before.
  package var move = false
  /// Write over derived files that were edited by hand.
  package var force = false

  package init() {}
}
