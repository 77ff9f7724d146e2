import Foundation
import TestSupport
import Testing

/// What `make dist` writes, and that it is the same each time.
struct ReleaseFilesTests {
  @Test(.needs(.python3, .tntc, .engine))
  func `a release has what is promised`() throws {
    let release = try TestRelease.shared.get()
    let findings = try judged(
      "release", release.folder.path, release.programs.appending(path: "tntc").path,
      release.programs.appending(path: "tentacular-engine").path)
    #expect(findings == "")
  }

  @Test(.needs(.python3, .tntc, .engine))
  func `the same programs give the same bytes`() throws {
    try withTemporaryFolder { folder in
      let release = try TestRelease.shared.get()
      let again = folder.appending(path: "again")
      try release.make(
        in: again, environment: ["TZ": "Asia/Tokyo", "COLUMNS": "20", "LC_ALL": "C", "PYTHONHASHSEED": "7"])
      let outcome = try Tool.diff.run(["-r", release.folder.path, again.path])
      #expect(outcome.status == 0, "\(String(decoding: outcome.output, as: UTF8.self))")
    }
  }

  @Test(.needs(.python3))
  func `what is linked in has a licence`() throws {
    try withTemporaryFolder { folder in
      let findings = try judged("licences", folder.path)
      #expect(findings == "")
    }
  }

  private func judged(_ name: String, _ arguments: String...) throws -> String {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/\(name).py")
    let outcome = try Tool.python3.run(["-B", script.path] + arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
