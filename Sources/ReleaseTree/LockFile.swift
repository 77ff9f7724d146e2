import Diagnostics
import WorkflowModel
package import YAML

/// Why a lock cannot be trusted.
package enum LockProblem: Error, Hashable, Sendable {
  case digestMissing
  case digestDiffers
  /// It is right but for CRLF, as git's `core.autocrlf` makes it.
  case lineEndings
  case unreadable(line: Int, String)
  case newerFormat(Int)
}

/// The text of a lock: a first line with the digest of all that follows, then YAML.
///
/// The digest makes any two changes of one workflow's state a conflict in git, and tells when a lock
/// was edited or merged by hand.
package enum LockFile {
  private static let format = 1
  private static let prefix = Array("digest: ".utf8)

  package static func encode(_ release: Release) throws(EmitError) -> [UInt8] {
    let body = try Emitter.emit([LockBody.value(of: release, format: format)])
    return prefix + Array(DigestText.of(body).utf8) + [UInt8(ascii: "\n")] + body
  }

  package static func decode(_ bytes: [UInt8]) throws(LockProblem) -> Release {
    do {
      return try decodeExact(bytes)
    } catch {
      let carriageReturn = UInt8(ascii: "\r")
      guard bytes.contains(carriageReturn),
        (try? decodeExact(bytes.filter { $0 != carriageReturn })) != nil
      else { throw error }
      throw .lineEndings
    }
  }

  private static func decodeExact(_ bytes: [UInt8]) throws(LockProblem) -> Release {
    guard bytes.starts(with: prefix), let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
      throw .digestMissing
    }
    let body = bytes[(end + 1)...]
    guard bytes[prefix.count..<end].elementsEqual(DigestText.of(body).utf8) else { throw .digestDiffers }
    let reading = Reader.read(Array(body))
    if let problem = reading.problems.first {
      throw .unreadable(line: problem.position.line + 1, problem.message)
    }
    guard let root = reading.root else { throw .unreadable(line: 2, "it is empty") }
    if case .integer(let found)? = root.value["format"], found > format { throw .newerFormat(found) }
    return try LockBody.release(from: root)
  }
}
