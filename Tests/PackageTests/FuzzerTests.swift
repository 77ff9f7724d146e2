import Foundation
import TestSupport
import Testing

/// `make fuzz` finds the tests that ask how many rounds they have by the names of their files.
struct FuzzerTests {
  @Test func `every suite with rounds is called as its file`() throws {
    let tests = repositoryRoot.appending(path: "Tests")
    let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
    var names: [String] = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let name = file.deletingPathExtension().lastPathComponent
      guard text.contains("fuzz" + "Rounds("), name != "SplitMix64" else { continue }
      names.append(name)
      #expect(name.hasSuffix("Tests") && text.contains("struct \(name)"), "\(file.path)")
      // One suite: all that is in the file is run with it.
      #expect(text.components(separatedBy: "\n@Suite").count <= 2, "\(file.path)")
    }
    #expect(names.count > 15)
    let makefile = try String(contentsOf: repositoryRoot.appending(path: "Makefile"), encoding: .utf8)
    #expect(makefile.contains("grep -rl fuzz" + "Rounds Tests/*Tests |"))
  }
}
