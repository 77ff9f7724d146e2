/// What was asked for cannot be done with this input; the findings say why. It is exit code 1.
package struct InvalidInput: Error, Sendable {
  package let findings: [Finding]

  package init(_ findings: [Finding]) { self.findings = findings }
  package init(path: String, _ message: String) { findings = [Finding(path: path, message: message)] }
}
