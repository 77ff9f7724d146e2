import Diagnostics
import Files
import Synchronization
import WorkflowSecrets

/// The secrets that are in force.
final class CurrentSecrets: Sendable {
  private let sources: SecretSources
  private let redaction: Redaction
  private let shared: Mutex<Shared>

  private struct Shared {
    var stamp: [FileStamp?]
    var reading: SecretSources.Reading
  }

  init(sources: SecretSources, redaction: Redaction) {
    self.sources = sources
    self.redaction = redaction
    // The stamp first: what changes while it is read is read again.
    let stamp = sources.fingerprint
    let reading = sources.read()
    redaction.add(reading.secrets, token: reading.token)
    shared = Mutex(Shared(stamp: stamp, reading: reading))
  }

  var value: Secrets { shared.withLock(\.reading.secrets) }

  /// The token that clients have to send; nil lets everybody start runs.
  var token: EngineToken? { shared.withLock(\.reading.token) }

  var findings: [Finding] { shared.withLock(\.reading.findings) }

  /// Reads them again if a file has changed. What cannot be read leaves those that were there in force.
  ///
  /// - Returns: what was read, if there was anything new.
  func refresh() -> SecretSources.Reading? {
    let stamp = sources.fingerprint
    guard shared.withLock({ $0.stamp }) != stamp else { return nil }
    let reading = sources.read()
    if reading.isUsable { redaction.add(reading.secrets, token: reading.token) }
    return shared.withLock { shared in
      shared.stamp = stamp
      if reading.isUsable { shared.reading = reading }
      return reading
    }
  }
}

extension SecretSources.Reading {
  var isUsable: Bool { !findings.contains { $0.severity == .error } }
}
