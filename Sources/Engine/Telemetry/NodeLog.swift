import Diagnostics
import Logging
import Synchronization
import YAML

/// What a node's process writes to standard output and standard error, as lines of the engine's log.
final class NodeLog: Sendable {
  /// Before a line that the runtime wrote as JSON: `{"level", "run", "message"}`.
  private static let mark: UInt8 = 0x1E
  private static let keptErrors = 20
  private static let keptBytes = 2048
  /// Of a line of the engine's log beside the message: time, level, node and run.
  private static let lineOverhead = 110
  private static let floodPause = Duration.milliseconds(50)
  private static let silence = Duration.seconds(1)

  private let node: String
  private let logger: Logger
  private let redaction: Redaction
  private let shared = Mutex(Shared())

  private struct Shared {
    var budget = LogBudget()
    var flood = LogBudget(burst: 1 << 20, perSecond: 1 << 20)
    var errors: [String] = []
    /// While more is dropped.
    var silentUntil: ContinuousClock.Instant?
    var dropped = 0
    var droppedBytes = 0
  }

  init(node: String, logger: Logger, redaction: Redaction) {
    self.node = node
    self.logger = logger
    self.redaction = redaction
  }

  /// How long to wait before more is read: a node that floods its log is slowed down by its own pipe, and the
  /// engine has better to do than to read what it drops.
  func pause(after count: Int) -> Duration? {
    shared.withLock { $0.flood.take(count, now: .now) ? nil : Self.floodPause }
  }

  /// How much of a line is looked at for secrets beyond what is shown.
  var extra: Int { redaction.longest }

  /// Whether what comes now is dropped, as there was too much.
  var isSilent: Bool {
    shared.withLock { shared in shared.silentUntil.map { ContinuousClock.now < $0 } ?? false }
  }

  /// Counts what is dropped unread.
  func drop(_ bytes: [UInt8]) {
    let lines = bytes.count { $0 == UInt8(ascii: "\n") }
    shared.withLock { shared in
      shared.dropped += lines
      shared.droppedBytes += bytes.count
    }
  }

  /// The last lines of standard error tell why a process ended, also when nobody sees them.
  func keepErrors(_ bytes: [UInt8]) {
    let lines = bytes.suffix(Self.keptBytes).split(separator: UInt8(ascii: "\n")).suffix(Self.keptErrors)
    shared.withLock { $0.errors = lines.map { String(decoding: $0, as: UTF8.self) } }
  }

  func output(_ line: [UInt8], leftOut: Int) {
    guard mayWrite(line.count + leftOut) else { return }
    guard line.first == Self.mark, let message = try? JSON.read(Array(line.dropFirst())) else {
      return write(.info, run: nil, line, leftOut)
    }
    let level =
      message["level"]?.text.flatMap { $0 == "warn" ? .warning : Logger.Level(rawValue: $0) } ?? .info
    let run = message["run"]?.text.flatMap { RunRequest.isIdentifier($0) ? $0 : nil }
    write(level, run: run, Array((message["message"]?.text ?? "").utf8), leftOut)
  }

  func error(_ line: [UInt8], leftOut: Int) {
    shared.withLock { shared in
      shared.errors.append(String(decoding: line, as: UTF8.self))
      if shared.errors.count > Self.keptErrors { shared.errors.removeFirst() }
    }
    if mayWrite(line.count + leftOut) { write(.warning, run: nil, line, leftOut) }
  }

  /// Whether a line is within what a node may print. Once it printed more, all of the next second is dropped and
  /// counted, so that what is left are whole passages and few notices.
  private func mayWrite(_ count: Int) -> Bool {
    let now = ContinuousClock.now
    let (isAllowed, dropped, bytes) = shared.withLock { shared in
      let isSilent = shared.silentUntil.map { now < $0 } ?? false
      if !isSilent, shared.budget.take(min(count, LogLines.longest) + Self.lineOverhead, now: now) {
        defer { (shared.dropped, shared.droppedBytes, shared.silentUntil) = (0, 0, nil) }
        return (true, shared.dropped, shared.droppedBytes)
      }
      if !isSilent { shared.silentUntil = now + Self.silence }
      shared.dropped += 1
      shared.droppedBytes += count
      return (false, 0, 0)
    }
    if dropped > 0 { tellDropped(dropped, bytes) }
    return isAllowed
  }

  /// Tells what was dropped last, when nothing comes any more.
  func end() {
    let (dropped, bytes) = shared.withLock { shared in
      defer { (shared.dropped, shared.droppedBytes) = (0, 0) }
      return (shared.dropped, shared.droppedBytes)
    }
    if dropped > 0 { tellDropped(dropped, bytes) }
  }

  private func tellDropped(_ count: Int, _ bytes: Int) {
    logger.warning(
      "\(count) lines (\(bytes) bytes) of the node were dropped: it printed more than \(LogBudget.perSecond >> 10) KiB a second",
      metadata: ["node": "\(node)"])
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
