import Bytes

/// Words of a POSIX shell, in the commands that people are given to copy.
package enum ShellWord {
  private static let plain = ASCII.alphanumeric.union("-_./:=,@%+")

  /// In single quotes where it needs them (XCU 2.2.2).
  package static func quoted(_ word: String) -> String {
    word.consists(of: plain) && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }

  /// The path of a file or folder, which no command may take for an option (XBD 12.2, guideline 10).
  package static func path(_ path: String) -> String { quoted(path.hasPrefix("-") ? "./\(path)" : path) }
}
