import Foundation
import TestSupport
import Testing

/// The pages for users, by the program in `pages`: what is generated in them is current, every command in them works in a
/// copy of what it is about, and every link leads somewhere.
struct GeneratedPageTests {
  private static let program = repositoryRoot.appending(path: "Tests/PackageTests/pages").path

  @Test(.needs(.python3, .git, .kubectl, .deno, .engine))
  func `pages tell what is so`() async throws {
    let outcome = try await Tool.python3.runAside(
      ["-B", Self.program, "--programs", BuiltProgram.folder.path])
    #expect(outcome.status == 0, "\(String(decoding: outcome.output, as: UTF8.self))\(outcome.errors)")
  }
}
