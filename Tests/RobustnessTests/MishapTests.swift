import Foundation
import TestSupport
import Testing

/// What happens to files in the hands of people, git and editors.
struct MishapTests {
  @Test(arguments: ["\u{FEFF}", ""], ["\n", "\r\n"])
  func aByteOrderMarkAndCRLFAreReadAndABumpKeepsThem(
    mark: String, lineBreak: String
  ) throws {
    try Workshop.with { workshop in
      try workshop.write("alpha")
      let plain = try workshop.workflowFile("alpha")
      // With the version on the first line, where a mark counts.
      var lines = plain.components(separatedBy: "\n")
      lines.swapAt(0, 1)
      let text = mark + lines.joined(separator: lineBreak)
      try workshop.folder.write(Array(text.utf8), to: "flows/alpha/workflow.yaml")
      #expect(try workshop.render().status == 0)
      try workshop.folder.write([], to: "flows/alpha/nodes/more.ts")
      let ending = try workshop.render("--bump", "minor")
      #expect(ending.status == 0, "\(ending.summary)")
      let bumped = text.replacingOccurrences(of: "\"1.0\"", with: "\"1.1\"")
      let file = workshop.folder.appending(path: "flows/alpha/workflow.yaml")
      #expect(try Data(contentsOf: file) == Data(bumped.utf8))
      #expect(try TreeCheck.kustomizeProblems(in: workshop.tree.appending(path: "alpha")) == [])
    }
  }

  @Test func aTabAsIndentationIsNamedWithItsLine() throws {
    try Workshop.with { workshop in
      try workshop.write("alpha")
      let text = try workshop.workflowFile("alpha").replacingOccurrences(of: "    path", with: "\tpath")
      try workshop.folder.write(Array(text.utf8), to: "flows/alpha/workflow.yaml")
      let ending = try workshop.render()
      #expect(ending.status == 1, "\(ending.summary)")
      #expect(ending.errors.contains("flows/alpha/workflow.yaml:8:1: error"), "\(ending.summary)")
    }
  }

  /// Every spelling of the same places renders nothing anew.
  @Test func everySpellingOfAPathLeadsToTheSameTree() throws {
    try Workshop.with { workshop in
      try workshop.write("alpha")
      #expect(try workshop.render().status == 0)
      try FileManager.default.createSymbolicLink(
        atPath: workshop.folder.appending(path: "link").path, withDestinationPath: "flows/alpha")
      let before = try Snapshot(of: workshop.tree)
      let flows = ["flows", "flows/", "./flows", "flows/alpha/", "link", "link/", "flows/../flows", "."]
      let trees = ["deploy", "deploy/", "./deploy", "deploy//", "flows/../deploy", workshop.tree.path]
      for flow in flows + [workshop.folder.path] {
        for tree in trees {
          let ending = try Program.run(["render", flow, "--tree", tree], in: workshop.folder)
          #expect(ending.status == 0, "\(flow) to \(tree): \(ending.summary)")
          #expect(ending.output.contains("0 changed; 0 files added"), "\(flow) to \(tree): \(ending.summary)")
        }
      }
      #expect(try Snapshot(of: workshop.tree).differences(from: before) == [])
    }
  }

  @Test func aDeletedTreeComesBackInTheSameBytes() throws {
    try Workshop.with { workshop in
      try workshop.write("alpha")
      _ = try workshop.render()
      let before = try Snapshot(of: workshop.tree)
      try FileManager.default.removeItem(at: workshop.tree)
      #expect(try workshop.render().status == 0)
      #expect(try Snapshot(of: workshop.tree).differences(from: before) == [])
    }
  }

  @Test func aTreeAmongTheNodesIsRefusedOneBesideThemIsFine() throws {
    try Workshop.with { workshop in
      try workshop.write("alpha")
      for tree in ["flows/alpha/nodes", "flows/alpha/nodes/deploy", "flows/../flows/alpha/nodes/a/b"] {
        let ending = try workshop.render("--tree", tree)
        #expect(ending.status == 1 && ending.errors.contains("another `--tree`"), "\(ending.summary)")
      }
      for change in ["1 changed", "0 changed"] {
        let ending = try workshop.render("--tree", "flows/alpha/deploy")
        #expect(ending.status == 0 && ending.output.contains(change), "\(ending.summary)")
      }
    }
  }

  @Test(arguments: [
    ("nosuch", "nosuch: error: there is no such folder"), ("", "error"),
    (".", ".: error: has no workflow"), ("file", "file: error"),
  ])
  func aPathWithoutAWorkflowIsRefused(path: String, message: String) throws {
    try withTemporaryFolder { folder in
      try folder.write([], to: "file")
      let ending = try Program.run(["render", path], in: folder)
      #expect(ending.status == 1 && ending.errors.contains(message), "\(ending.summary)")
      #expect(try Snapshot(of: folder).entries.count == 1)
    }
  }
}
