import Bytes
import Diagnostics
import WorkflowModel
import YAML

/// A template that somebody made from a built-in one, as a comment before everything else in it says.
package struct TemplateFork: Sendable {
  private static let mark = "# tntc: made from the built-in "
  private static let separator = ", "

  /// The name of the built-in template.
  package let builtin: String
  /// That of the built-in template at that time, as `DigestText` spells it.
  package let digest: String
  /// All but the comment.
  package let text: [UInt8]
  private let line: Int

  /// The comment of a template that is made from a built-in one today.
  package static func comment(_ builtin: String, _ bytes: [UInt8]) -> String {
    "\(mark)\(builtin) of \(ProgramVersion.text)\(separator)\(DigestText.of(bytes))"
  }

  /// Nil when it does not say what it was made from.
  package init?(_ bytes: [UInt8]) {
    var (start, number) = (bytes.startIndex, 1)
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex - 1
      let line = bytes[start...end]
      let words = String(
        decoding: line.filter { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
      if !words.isEmpty, !words.hasPrefix("#") { return nil }
      if let origin = Self.origin(words) {
        (builtin, digest, self.line) = (origin.builtin, origin.digest, number)
        text = Array(bytes[..<start] + bytes[(end + 1)...])
        return
      }
      (start, number) = (end + 1, number + 1)
    }
    return nil
  }

  private static func origin(_ line: String) -> (builtin: String, digest: String)? {
    guard line.hasPrefix(mark) else { return nil }
    let rest = line.dropFirst(mark.count)
    let digest = rest.suffix(DigestText.length)
    let name = rest.prefix { $0 != " " && $0 != "," }
    guard !name.isEmpty, digest.hasPrefix(DigestText.prefix), rest.utf8.count > digest.utf8.count,
      digest.dropFirst(DigestText.prefix.count).consists(of: .lowerHexDigit)
    else { return nil }
    return (String(name), String(digest))
  }

  /// Whether the built-in template is still what this one was made from; false where there is none any more.
  package var isCurrent: Bool {
    BuiltinTemplates.bytes(of: builtin).map { DigestText.of($0) == digest } ?? false
  }

  /// Tells that the built-in template is another one now.
  ///
  /// - Parameters:
  ///   - name: that of its file.
  ///   - folder: as messages name it.
  func notice(_ name: String, in folder: String) -> Finding? {
    if isCurrent { return nil }
    let command = "tntc templates diff \(ShellWord.path(name)) --templates \(ShellWord.path(folder))"
    return Finding(
      .notice, path: folder.isEmpty ? name : "\(folder)/\(name)", position: Position(line: line, column: 1),
      message: BuiltinTemplates.bytes(of: builtin) == nil
        ? "was made from the built-in \(builtin), which this tntc does not have"
        : "the built-in \(builtin) has changed since this was made from it; `\(command)` shows both",
      rule: .configuration)
  }
}
