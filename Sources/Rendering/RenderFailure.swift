package import Diagnostics

/// Rendering could not give what was asked; the findings say why.
package struct RenderFailure: Error, Sendable {
  package let findings: [Finding]

  package init(_ findings: [Finding]) { self.findings = findings }
  package init(path: String, _ message: String) { findings = [Finding(path: path, message: message)] }
}
