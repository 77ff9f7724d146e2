import Diagnostics
import Synchronization
package import WorkflowSecrets

/// The redactor that is in force, and the names of files as their author knows them.
package final class Redaction: Sendable {
  private struct Shared {
    var values = RedactedValues()
    var redactor = Redactor()
    var paths: CopiedPaths?
  }

  private static let mostShown = 2000

  private let shared = Mutex(Shared())

  package init() {}

  /// Takes out these values from now on, and for a time those that they replace.
  package func add(_ secrets: Secrets, token: EngineToken? = nil) {
    let texts = secrets.texts + [token?.text].compactMap(\.self)
    change { $0.replace(by: texts, now: .now) }
  }

  /// Forgets what was replaced long ago.
  func forget() { change { $0.forget(now: .now) } }

  /// What is searched is made while others go on searching.
  private func change(_ change: (inout RedactedValues) -> Bool) {
    let texts = shared.withLock { change(&$0.values) ? $0.values.texts : nil }
    guard let texts else { return }
    let redactor = Redactor(texts: texts)
    shared.withLock { $0.redactor = redactor }
  }

  /// What is loaded from a copy is spoken of by the paths of what was copied.
  func name(_ paths: CopiedPaths) { shared.withLock { $0.paths = paths } }

  func redact(_ bytes: [UInt8]) -> [UInt8] {
    let (redactor, paths) = shared.withLock { ($0.redactor, $0.paths) }
    let bytes = redactor.redact(bytes)
    return paths?.original(bytes) ?? bytes
  }

  package func redact(_ text: String) -> String {
    let (redactor, paths) = shared.withLock { ($0.redactor, $0.paths) }
    let text = redactor.redact(text)
    return paths?.original(text) ?? text
  }

  /// An error as people see it. It is cut after secrets were taken out, so that none is left in part.
  func shown(_ text: String) -> String {
    let text = redact(text)
    let left = text.unicodeScalars.count - Self.mostShown
    return left > 0
      ? "\(String(text.unicodeScalars.prefix(Self.mostShown)))… (\(Counted.text(left, "more character")))"
      : text
  }

  var longest: Int { shared.withLock(\.redactor.longest) }
}
