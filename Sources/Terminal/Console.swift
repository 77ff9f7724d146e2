import Glibc

/// The only place that writes to the terminal.
package enum Console {
  package static func output(_ text: String) { write(Array(text.utf8), to: STDOUT_FILENO) }
  package static func output(_ bytes: [UInt8]) { write(bytes, to: STDOUT_FILENO) }
  package static func error(_ text: String) { write(Array(text.utf8), to: STDERR_FILENO) }

  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Written without a buffer, so that output and errors keep their order in one file.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
      let wrote = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if wrote > 0 { bytes = bytes.dropFirst(wrote) } else if errno != EINTR { return }
    }
  }
}
