import Diagnostics
package import WorkflowModel
import YAML

extension VendoredSet {
  /// What keeps it from being written.
  ///
  /// - Parameters:
  ///   - pins: what was to stay as it is.
  ///   - path: of vendor.lock, in findings.
  package func check(against pins: VendorLock?, path: String) throws {
    var findings: [Finding] = []
    let before = Dictionary(
      (pins?.packages ?? []).filter { $0.registry == .https }.flatMap { package in
        package.files.map { (ByteKey($0.name), $0.digest) }
      }
    ) { first, _ in first }
    for package in lock.packages {
      for file in package.files {
        if package.registry == .https, let digest = before[ByteKey(file.name)],
          !digest.hasSameBytes(as: file.digest)
        {
          findings.append(
            Finding(
              path: path,
              message:
                "`\(file.name)` of `\(package.text)` is not what it was: its server sends something else under the "
                + "same address. `tntc vendor --update \(package.title)` takes it",
              rule: .modules))
        }
      }
    }
    for file in files where file.bytes.count > SourceReader.maximumBytes {
      findings.append(
        Finding(
          path: path,
          message:
            "`\(file.path)` would be \(file.bytes.count) bytes; a file has to fit into a ConfigMap, which takes "
            + "\(SourceReader.maximumBytes) bytes. Use a smaller package, or a smaller part of it",
          rule: .modules))
    }
    if !findings.isEmpty { throw InvalidInput(findings) }
  }
}
