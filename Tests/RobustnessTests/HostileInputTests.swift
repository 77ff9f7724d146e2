import Foundation
import Glibc
import TestSupport
import Testing

/// Input that is wrong on purpose: a clear message, the right exit code, and not a byte written.
struct HostileInputTests {
  /// What stands in a workflow directory that is otherwise fine, and what the message has to say.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var status: Int32 = 1
    /// Every one of these, and no line break within the first line that names the file.
    let says: [String]
    let prepare: @Sendable (Workshop) throws -> Void

    init(
      _ description: String, status: Int32 = 1, says: [String],
      prepare: @escaping @Sendable (Workshop) throws -> Void
    ) {
      testDescription = description
      self.status = status
      self.says = says
      self.prepare = prepare
    }
  }

  @Test(arguments: HostileInput.paths + HostileInput.kinds + HostileInput.names + HostileInput.sizes)
  func hostileInputIsRefusedWithItsPlaceAndNothingIsWritten(
    _ hostile: Case
  ) throws {
    try Workshop.with { workshop in
      try workshop.write("alpha")
      _ = try workshop.render()
      try workshop.write("alpha", version: "1.1", code: "second")
      try workshop.write("beta")
      try hostile.prepare(workshop)
      let before = try Snapshot(of: workshop.folder)
      for command in ["render", "validate"] {
        let ending = try Program.run([command, "flows"], in: workshop.folder)
        #expect(ending.signal == nil && ending.status == hostile.status, "\(ending.summary)")
        for phrase in hostile.says { #expect(ending.errors.contains(phrase), "\(ending.summary)") }
        try expectGoodManners(ending, in: workshop)
      }
      #expect(try Snapshot(of: workshop.folder).differences(from: before) == [])
    }
  }

  /// Foundation cannot spell such a name, so the shell does.
  @Test func aFileNameThatIsNotUTF8IsRefused() throws {
    try Workshop.with { workshop in
      try workshop.write("beta")
      let script = "touch \"flows/beta/nodes/$(printf 'a\\377.ts')\"; \"$0\" render flows"
      let ending = try Program.run(
        ["/bin/sh", "-c", script, Program.path], environment: [:], in: workshop.folder)
      let message = "flows/beta/nodes/a\u{FFFD}.ts: error: has a name that is not UTF-8; rename it"
      #expect(ending.status == 1 && ending.errors.contains(message), "\(ending.summary)")
      #expect(try TreeCheck.workflows(in: workshop.tree) == [])
    }
  }

  @Test func theMostNodesThatFitAreRendered() throws {
    try Workshop.with { workshop in
      try workshop.write("beta")
      let text = HostileInput.manyNodes(count: 27_000)
      try workshop.folder.write(Array(text.utf8), to: "flows/beta/workflow.yaml")
      let ending = try workshop.render()
      #expect(ending.status == 0, "\(ending.summary)")
      let tree = try Snapshot(of: workshop.tree.appending(path: "beta"))
      #expect(TreeCheck.problems(in: tree) == [])
    }
  }

  /// Messages name files as the user did, one message is one line, and terminals get no commands.
  private func expectGoodManners(_ ending: Ending, in workshop: Workshop) throws {
    #expect(!ending.errors.contains(workshop.folder.path), "\(ending.summary)")
    #expect(!ending.errors.contains("Fatal error"), "\(ending.summary)")
    #expect(ending.errors.utf8.count < 20_000)
    let controls = ending.errors.unicodeScalars.filter { $0.value < 32 && $0 != "\n" && $0 != "\t" }
    #expect(controls.isEmpty, "\(ending.summary)")
    for line in ending.errors.split(separator: "\n") {
      let isKnown = ["flows/", "  ", "nothing was written"].contains { line.hasPrefix($0) }
      #expect(isKnown, "\(ending.summary)")
    }
  }
}
