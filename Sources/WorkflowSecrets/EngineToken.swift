import Diagnostics
import Files
import WorkflowModel

/// What a client has to know to start runs: the text of `engine.token` among the secrets. No node gets it.
package struct EngineToken: Sendable, Equatable {
  package static let fileName = EngineContract.tokenFile

  /// Nil where the file has no text that a client could send: then no client can start runs.
  package let text: String?

  /// Without the blanks around it; what is left has to be visible ASCII (RFC 6750, section 2.1).
  init(_ bytes: [UInt8]) {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let start = bytes.drop(while: isBlank)
    let text = start.dropLast(start.reversed().prefix(while: isBlank).count)
    let isText = !text.isEmpty && text.allSatisfy { (0x21...0x7E).contains($0) }
    self.text = isText ? String(decoding: text, as: UTF8.self) : nil
  }

  /// The token in a file; nil without one. With a file that cannot be read, no client can start runs.
  package static func read(_ path: String) -> EngineToken? {
    guard Disk.exists(path) else { return nil }
    return EngineToken((try? Disk.read(path, limit: SourceReader.maximumBytes, followingLinks: true)) ?? [])
  }

  func problem(path: String) -> Finding? {
    text == nil
      ? Finding(path: path, message: "expected a token: visible ASCII without blanks; nobody can start runs")
      : nil
  }

  /// The value of `Authorization` that shows it.
  package var field: String? { text.map { "Bearer \($0)" } }

  /// Whether a client has shown it. The time that this takes says nothing about where a wrong one differs.
  package func isShown(by field: String?) -> Bool {
    guard let text, let field else { return false }
    let scheme = "bearer "
    guard field.utf8.count == scheme.utf8.count + text.utf8.count,
      field.prefix(scheme.count).lowercased() == scheme
    else { return false }
    let difference = zip(field.utf8.dropFirst(scheme.utf8.count), text.utf8).reduce(UInt8(0)) {
      $0 | ($1.0 ^ $1.1)
    }
    return difference == 0
  }
}
