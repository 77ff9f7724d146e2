package import YAML

/// Why a lock cannot be trusted.
package enum LockProblem: Error, Hashable, Sendable {
  case digestMissing
  case digestDiffers
  /// It is right except for its line endings, which git's `core.autocrlf` changes.
  case lineEndings
  case unreadable(line: Int, String)
  /// As it is written.
  case newerFormat(String)
}

/// The lock of a workflow: what `release.lock` holds.
package enum LockFile {
  /// Format 1 had one digest on its first line, that of the derived files in its body, and no history. It is read for
  /// ever, and becomes the newest one when something else of its workflow changes.
  private static let format = 2

  package static func encode(_ release: Release) throws(EmitError) -> [UInt8] {
    try LockText.encode(
      LockBody.value(of: release, format: format), files: release.derived.digest, lines: LockBody.lines)
  }

  /// The lock of a state that may be that of an older lock.
  ///
  /// - Parameters:
  ///   - old: the lock that is there, which stays when it says the same in an older format.
  ///   - isAlone: whether nothing else of the workflow changes.
  package static func encode(
    _ release: Release, over old: [UInt8]?, isAlone: Bool
  ) throws(EmitError) -> [UInt8] {
    let new = try encode(release)
    guard isAlone, let old, old != new, (try? decode(old, of: release.workflow)) == release else {
      return new
    }
    let first = try LockText.encode(LockBody.value(of: release, format: 1))
    let second = try LockText.encode(
      LockBody.value(of: release, format: format), files: release.derived.digest)
    // What format 1 cannot hold is a change as well.
    return first == old || second == old ? old : new
  }

  /// - Parameter workflow: whose lock it is, by the name of its folder.
  package static func decode(_ bytes: [UInt8], of workflow: String) throws(LockProblem) -> Release {
    do {
      return try decodeExact(bytes, of: workflow)
    } catch {
      guard let plain = LockText.withLineFeeds(bytes), (try? decodeExact(plain, of: workflow)) != nil else {
        throw error
      }
      throw .lineEndings
    }
  }

  private static func decodeExact(_ bytes: [UInt8], of workflow: String) throws(LockProblem) -> Release {
    let decoded = try LockText.decode(bytes, format: format)
    return try LockBody.release(from: decoded.body, derived: decoded.files, of: workflow)
  }
}
