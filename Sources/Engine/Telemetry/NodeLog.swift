import Diagnostics
import Logging
import Synchronization
package import WorkflowSecrets
import YAML

/// What a node's process writes to standard output and standard error, as lines of the engine's log.
final class NodeLog: Sendable {
  /// Before a line that the runtime wrote as JSON: `{"level", "run", "message"}`.
  private static let mark: UInt8 = 0x1E
  private static let keptErrors = 20

  private let node: String
  private let logger: Logger
  private let redaction: Redaction
  private let shared = Mutex(Shared())

  private struct Shared {
    var budget = LogBudget()
    var errors: [String] = []
  }

  init(node: String, logger: Logger, redaction: Redaction) {
    self.node = node
    self.logger = logger
    self.redaction = redaction
  }

  /// Whether the process may print on.
  func mayPrint(_ count: Int) -> Bool {
    shared.withLock { $0.budget.take(count, now: .now) }
  }

  /// How much of a line is looked at for secrets beyond what is shown.
  var extra: Int { redaction.longest }

  func output(_ line: [UInt8], leftOut: Int) {
    guard line.first == Self.mark, let message = try? JSON.read(Array(line.dropFirst())) else {
      return write(.info, run: nil, line, leftOut)
    }
    let level =
      message["level"]?.text.flatMap { $0 == "warn" ? .warning : Logger.Level(rawValue: $0) } ?? .info
    write(level, run: message["run"]?.text, Array((message["message"]?.text ?? "").utf8), leftOut)
  }

  func error(_ line: [UInt8], leftOut: Int) {
    shared.withLock { shared in
      shared.errors.append(String(decoding: line, as: UTF8.self))
      if shared.errors.count > Self.keptErrors { shared.errors.removeFirst() }
    }
    write(.warning, run: nil, line, leftOut)
  }

  private func write(_ level: Logger.Level, run: String?, _ line: [UInt8], _ leftOut: Int) {
    // Redacted before it is cut, so that a cut cannot leave half a secret.
    let redacted = redaction.redact(line)
    let missing = leftOut + max(0, redacted.count - LogLines.longest)
    var text = String(decoding: redacted.prefix(LogLines.longest), as: UTF8.self)
    if missing > 0 { text += "… (\(Counted.text(missing, "more byte")))" }
    var metadata: Logger.Metadata = ["node": "\(node)"]
    if let run { metadata["runId"] = "\(run)" }
    logger.log(level: level, "\(text)", metadata: metadata)
  }

  /// The last that the process said on standard error.
  var lastErrors: [String] { shared.withLock { $0.errors } }
}

/// The redactor that is in force, and the names of files as their author knows them.
package final class Redaction: Sendable {
  private let current = Mutex(Redactor())
  private let paths = Mutex(CopiedPaths?.none)

  package init() {}

  package func add(_ secrets: Secrets) { current.withLock { $0.add(secrets) } }

  /// What is loaded from a copy is spoken of by the paths of what was copied.
  func name(_ paths: CopiedPaths) { self.paths.withLock { $0 = paths } }

  func redact(_ bytes: [UInt8]) -> [UInt8] {
    let bytes = current.withLock(\.self).redact(bytes)
    return paths.withLock(\.self)?.original(bytes) ?? bytes
  }

  package func redact(_ text: String) -> String {
    let text = current.withLock(\.self).redact(text)
    return paths.withLock(\.self)?.original(text) ?? text
  }

  /// An error as people see it. It is cut after secrets were taken out, so that none is left in part.
  func shown(_ text: String) -> String {
    let text = redact(text)
    let left = text.unicodeScalars.count - Self.mostShown
    return left > 0
      ? "\(String(text.unicodeScalars.prefix(Self.mostShown)))… (\(Counted.text(left, "more character")))"
      : text
  }

  private static let mostShown = 2000

  var longest: Int { current.withLock(\.longest) }
}
