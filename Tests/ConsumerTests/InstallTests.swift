import Foundation
import TestSupport
import Testing

/// `make install` of the program that was built with the tests, into a folder.
struct InstallTests {
  @Test(.needs(.python3, .tntc))
  func `what is installed is there, can be read, and goes again`() throws {
    try withTemporaryFolder { folder in
      let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/install.py")
      let outcome = try Tool.python3.run([
        "-B", script.path, BuiltProgram.folder.appending(path: "tntc").path, folder.path,
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(
        String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) == "")
    }
  }
}
