package import Diagnostics
package import WorkflowModel

/// What `vendor/` and `vendor.lock` shall hold.
package struct VendoredSet: Sendable {
  package let lock: VendorLock
  /// By their paths in the version.
  package let files: [SourceFile]
  /// Warnings and notices about them; no errors.
  package let findings: [Finding]

  package init(lock: VendorLock, files: [SourceFile], findings: [Finding]) {
    (self.lock, self.files, self.findings) = (lock, files, findings)
  }
}
