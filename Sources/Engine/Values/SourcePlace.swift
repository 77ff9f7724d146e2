import Diagnostics
import WorkflowModel

/// A place in a file of the version, where a node's process says that something happened. The process may say
/// anything: a file that is not of the version is none, and what is there is never read.
struct SourcePlace {
  let path: String
  let position: Position
  let excerpt: Excerpt

  /// - Parameter text: `nodes/fetch.ts:3:9`.
  init?(_ text: String, in source: WorkflowSource) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, let line = Int(parts[1]), let column = Int(parts[2]), line > 0, column > 0,
      let file = source[String(parts[0])]
    else { return nil }
    let text = SourceText(file.bytes)
    let position = text.position(line: line, utf16Column: column) ?? Position(line: line, column: column)
    guard let excerpt = text.excerpt(at: position) else { return nil }
    path = file.path
    self.position = position
    self.excerpt = excerpt
  }
}
