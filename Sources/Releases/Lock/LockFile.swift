package import YAML

/// Why a lock cannot be trusted.
package enum LockProblem: Error, Hashable, Sendable {
  case digestMissing
  case digestDiffers
  /// It is right but for its line endings, which git's `core.autocrlf` changes.
  case lineEndings
  case unreadable(line: Int, String)
  /// As it is written.
  case newerFormat(String)
}

/// The lock of a workflow: what `release.lock` holds.
package enum LockFile {
  private static let format = 1

  package static func encode(_ release: Release) throws(EmitError) -> [UInt8] {
    try LockText.encode(LockBody.value(of: release, format: format))
  }

  package static func decode(_ bytes: [UInt8]) throws(LockProblem) -> Release {
    do {
      return try decodeExact(bytes)
    } catch {
      guard let plain = LockText.withLineFeeds(bytes), (try? decodeExact(plain)) != nil else {
        throw error
      }
      throw .lineEndings
    }
  }

  private static func decodeExact(_ bytes: [UInt8]) throws(LockProblem) -> Release {
    try LockBody.release(from: try LockText.decode(bytes, format: format))
  }
}
