internal import Crypto
import YAML

/// One file of a workflow's source, its path relative to the workflow directory.
package struct SourceFile: Hashable, Sendable {
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// The files that make one version: `workflow.yaml`, `deno.json` if there is one, the modules below `nodes/`, and the
/// packages in `vendor/` beside a `vendor.lock`; sorted by the bytes of their paths.
package struct WorkflowSource: Sendable {
  package static let workflowFile = "workflow.yaml"
  package static let denoFile = "deno.json"
  package static let nodesFolder = "nodes"
  package static let vendorFolder = "vendor"
  package static let vendorLock = "vendor.lock"

  /// What lies beside the folders.
  package static let rootFiles = [workflowFile, denoFile, vendorLock]

  /// Whether a path is that of a file of a package.
  package static func isVendored(_ path: String) -> Bool { path.hasPrefixBytes(vendorPrefix) }

  private static let vendorPrefix = "\(vendorFolder)/"

  package let files: [SourceFile]

  package init(files: [SourceFile]) {
    self.files = files.sorted { $0.path.precedesByBytes($1.path) }
  }

  package subscript(path: String) -> SourceFile? {
    // They are sorted, and a version may have thousands.
    var range = files.indices
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if files[middle].path.precedesByBytes(path) {
        range = (middle + 1)..<range.upperBound
      } else {
        range = range.lowerBound..<middle
      }
    }
    guard range.lowerBound < files.count, files[range.lowerBound].path.hasSameBytes(as: path) else {
      return nil
    }
    return files[range.lowerBound]
  }

  package var byteCount: Int { files.reduce(0) { $0 + $1.bytes.count } }

  /// `sha256:` and the SHA-256, in hex, over each file's path, NUL, length in decimal, NUL, bytes.
  ///
  /// It never covers rendered YAML, so a newer renderer does not mint new versions, and the engine
  /// can compute it from the mounted files.
  package var digest: String {
    var hash = SHA256()
    for file in files {
      hash.update(data: Array("\(file.path)\0\(file.bytes.count)\0".utf8))
      unsafe file.bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    }
    return DigestText.format(hash.finalize())
  }
}

/// The spelling of digests in the tree: `sha256:` and 64 hex digits.
package enum DigestText {
  package static let prefix = "sha256:"
  /// Of the whole text, in bytes: two hex digits for each of 32 bytes.
  package static let length = prefix.utf8.count + 64

  package static func of(_ bytes: [UInt8]) -> String { of(bytes[...]) }

  package static func of(_ bytes: ArraySlice<UInt8>) -> String {
    var hash = SHA256()
    unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    return format(hash.finalize())
  }

  static func format(_ digest: SHA256Digest) -> String {
    func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
    let text = [UInt8](capacity: length) { text in
      for byte in prefix.utf8 { text.append(byte) }
      for byte in digest {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 15))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
