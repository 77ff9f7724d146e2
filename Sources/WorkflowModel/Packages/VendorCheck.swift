import Bytes
package import Diagnostics
import YAML

/// Compares `vendor.lock` with the files of `vendor/` and with the names of deno.json.
package enum VendorCheck {
  /// - Parameter place: makes the path of a file, for people, of its path in the source.
  package static func findings(
    _ source: WorkflowSource, _ deno: DenoFile, place: (String) -> String
  ) -> [Finding] {
    let path = place(WorkflowSource.vendorLock)
    let lock: VendorLock
    do {
      guard let read = try VendorLock.read(source, path: path) else { return [] }
      lock = read
    } catch {
      return error.findings
    }
    let wayOut = "run `tntc vendor \(directory(of: path))`"
    var findings: [Finding] = []
    var known: Set<ByteKey> = []
    for file in lock.packages.flatMap(\.files) {
      known.insert(ByteKey(file.path))
      guard let present = source[file.path] else {
        findings.append(
          Finding(
            path: place(file.path), message: "is in vendor.lock and not there; \(wayOut)", rule: .modules))
        continue
      }
      if !DigestText.of(present.bytes).hasSameBytes(as: file.digest) {
        findings.append(
          Finding(
            path: place(file.path),
            message:
              "is not what `tntc vendor` wrote: vendor.lock has another digest; take the change back, or \(wayOut)",
            rule: .modules))
      }
    }
    for file in source.files where WorkflowSource.isVendored(file.path) && !known.contains(ByteKey(file.path))
    {
      findings.append(
        Finding(
          path: place(file.path), message: "is not in vendor.lock; remove it, or \(wayOut)", rule: .modules))
    }
    for item in lock.imports where !(deno.imports[item.name]?.text?.hasSameBytes(as: item.address) ?? false) {
      findings.append(
        Finding(
          path: place(WorkflowSource.denoFile),
          message:
            "`imports` does not lead `\(item.name)` to `\(item.address)`, as vendor.lock says; \(wayOut)",
          rule: .modules))
    }
    return findings
  }

  private static func directory(of lock: String) -> String {
    let folder = lock.utf8.dropLast(WorkflowSource.vendorLock.utf8.count + 1)
    return folder.isEmpty ? "." : String(Substring(folder))
  }
}
