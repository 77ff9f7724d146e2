import Foundation
import TestSupport
import Testing

/// The examples that check before a commit, run by git itself or as pre-commit would.
struct CommitHookTests {
  @Test(.needs(.tntc, .git))
  func `the git hook checks what is staged`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let hook = project.clone.appending(path: ".git/hooks/pre-commit")
      try? FileManager.default.removeItem(at: hook)
      try FileManager.default.createDirectory(
        at: hook.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: ScratchProject.examples.appending(path: "pre-commit"), to: hook)

      try project.raiseVersion()
      #expect(try commit(project, "--all") != 0, "a stale tree was committed")
      try project.tntc("render")
      try project.git("add", "--all")
      // What is not staged does not matter.
      try project.write("broken: [\n", to: "w/workflow.yaml")
      #expect(try commit(project) == 0)
      #expect(try commit(project, "--all") != 0, "an invalid workflow was committed")
      #expect(try project.git("status", "--short") == "M w/workflow.yaml")
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `the hooks for pre-commit pass and fail`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let entries = try Self.entries()
      #expect(entries.count == 2)
      #expect(try entries.map { try shell($0, project) } == [0, 0])
      try project.raiseVersion()
      #expect(try entries.map { try shell($0, project) } == [0, 1])
      try project.write("broken: [\n", to: "w/workflow.yaml")
      #expect(try entries.map { try shell($0, project) } == [1, 1])
    }
  }

  @Test(.needs(.tntc, .git))
  func `examples are no templates`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let templates = ScratchProject.examples.deletingLastPathComponent().path
      try project.tntc("render", "--tree", "other", "--templates", templates)
      let resources = try String(
        contentsOf: project.clone.appending(path: "other/w/kustomization.yaml"), encoding: .utf8)
      #expect(
        try resources
          == String(
            contentsOf: project.clone.appending(path: "deploy/w/kustomization.yaml"), encoding: .utf8))
    }
  }

  private func commit(_ project: ScratchProject, _ options: String...) throws -> Int32 {
    let path = "\(BuiltProgram.folder.path):/usr/bin:/bin"
    let arguments = ["commit", "--quiet", "--message", "change"] + options
    return try Tool.git.run(
      arguments, in: project.clone, environment: ScratchProject.identity.merging(["PATH": path]) { $1 }
    ).status
  }

  private func shell(_ command: String, _ project: ScratchProject) throws -> Int32 {
    let script = "import subprocess, sys; sys.exit(subprocess.run(['bash', '-c', sys.argv[1]]).returncode)"
    let path = "\(BuiltProgram.folder.path):/usr/bin:/bin"
    return try Tool.python.run(["-c", script, command], in: project.clone, environment: ["PATH": path]).status
  }

  /// The `entry` of each hook, as PyYAML reads it.
  private static func entries() throws -> [String] {
    let file = ScratchProject.examples.appending(path: "pre-commit-config.yaml")
    let script = """
      import sys, yaml
      for repository in yaml.safe_load(open(sys.argv[1]))["repos"]:
          for hook in repository["hooks"]:
              assert hook["language"] == "system" and hook["always_run"] and not hook["pass_filenames"]
              print(hook["entry"])
      """
    let outcome = try Tool.python.run(["-c", script, file.path])
    return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
