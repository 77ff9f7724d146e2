import Foundation
import TestSupport
import Testing

/// The examples that check before a commit, run by git itself or as pre-commit would. Both are one script, so most
/// cases run one of them.
struct CommitHookTests {
  @Test(.needs(.python, .tntc, .git), arguments: Example.allCases)
  func `a hook checks what is staged`(example: Example) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try install(example, in: project.clone, of: project)
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
  func `a file that was never added is not in the commit`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try install(.hook, in: project.clone, of: project)
      // It is in the new version that is rendered here, and not in what a clone will have.
      try project.write("export const more = 1;\n", to: "w/nodes/more.ts")
      try project.raiseVersion()
      try project.tntc("render")
      #expect(try commit(project, "--all") != 0, "a node module is missing in what was committed")
      try project.git("add", "--intent-to-add", "w/nodes/more.ts")
      #expect(try commit(project) != 0, "a node module that is only meant to be added is not committed")
      try project.git("add", "--all")
      #expect(try commit(project) == 0)
      #expect(try project.git("status", "--short") == "")
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a file of secrets is in no commit`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try install(.hook, in: project.clone, of: project)
      try project.write(".secrets*\n!*.example\n", to: ".gitignore")
      try project.write("s: {token: T}\n", to: "w/.secrets.yaml")
      try project.write("s: {token: the token}\n", to: "w/.secrets.yaml.example")
      try project.git("add", "--all")
      #expect(try commit(project) == 0)
      try project.git("add", "--force", "w/.secrets.yaml")
      #expect(try commit(project) != 0, "secrets were committed")
      try project.git("rm", "--cached", "--quiet", "w/.secrets.yaml")
      try project.write("more\n", to: "notes")
      try project.git("add", "--all")
      #expect(try commit(project) == 0)
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `a part of the changes is checked as that part`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try install(.hook, in: project.clone, of: project)
      try project.raiseVersion()
      try project.tntc("render")
      // `git commit FILE` has an index of its own, with that file alone.
      #expect(try commit(project, "w/workflow.yaml") != 0, "a version without its tree was committed")
      try project.git("reset", "--quiet")
      #expect(try commit(project, "--only", "w", "deploy") != 0, "files that are not added are in no commit")
      try project.git("add", "deploy")
      #expect(try commit(project, "--only", "w", "deploy") == 0)
      try project.write("broken: [\n", to: "w/workflow.yaml")
      try project.write("notes\n", to: "notes")
      try project.git("add", "notes")
      #expect(try commit(project, "--only", "notes") == 0)
      #expect(try commit(project, "--include", "w/workflow.yaml") != 0)
      #expect(try project.git("status", "--short") == "M w/workflow.yaml")
    }
  }

  @Test(.needs(.python, .tntc, .git), arguments: ["worktree", "submodule", "sparse"])
  func `a hook checks the working tree that it is called in`(kind: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      let place = folder.appending(path: kind)
      switch kind {
      case "worktree": try project.git("worktree", "add", "--quiet", "-b", "other", place.path)
      case "sparse":
        try project.git("clone", "--quiet", "--sparse", project.remote.path, place.path)
        try project.git("-C", place.path, "sparse-checkout", "set", "deploy")
      default:
        try project.git("init", "--quiet", "\(place.path)-outer")
        try project.git(
          "-C", "\(place.path)-outer", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
          project.remote.path, "inner")
        try FileManager.default.moveItem(
          at: URL(filePath: "\(place.path)-outer"), to: place)
        try project.git("-C", place.path, "submodule", "--quiet", "absorbgitdirs")
      }
      let inner = kind == "submodule" ? place.appending(path: "inner") : place
      try install(.hook, in: inner, of: project)
      try inner.write(Array("notes\n".utf8), to: "notes")
      try project.git("-C", inner.path, "add", "notes")
      #expect(try commit(project, "--all", in: inner) == 0)
      let kept = inner.appending(path: "deploy/w/deployment.yaml")
      try inner.write(
        Array(try String(contentsOf: kept, encoding: .utf8).utf8) + [10], to: "deploy/w/deployment.yaml")
      #expect(try commit(project, "--all", in: inner) != 0, "a manifest was edited")
    }
  }

  @Test(.needs(.python, .tntc, .git), arguments: ["autocrlf=true", "eol=crlf"])
  func `a hook checks the line endings of the commit`(setting: String) throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try install(.hook, in: project.clone, of: project)
      let words = setting.split(separator: "=").map(String.init)
      try project.git("config", "core.\(words[0])", words[1])
      if words[0] == "eol" {
        try project.write("w/** text\n", to: ".gitattributes")
        try project.git("add", ".gitattributes")
      }
      try project.raiseVersion()
      #expect(try commit(project, "--all") != 0, "a stale tree was committed")
      try project.tntc("render")
      try project.git("add", "--all")
      #expect(try commit(project) == 0)
    }
  }

  @Test(.needs(.python, .tntc, .git))
  func `no other hook hears of the copy`() throws {
    try withTemporaryFolder { folder in
      let project = try ScratchProject(in: folder)
      try install(.hook, in: project.clone, of: project)
      let hook = try project.clone.write(
        Array("#!/bin/sh\necho \"$GIT_INDEX_FILE\" >> .git/changes\n".utf8),
        to: ".git/hooks/post-index-change")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
      try project.write("notes\n", to: "notes")
      try project.git("add", "notes")
      #expect(try commit(project) == 0)
      let changes = try String(contentsOf: project.clone.appending(path: ".git/changes"), encoding: .utf8)
      let indices = changes.split(separator: "\n")
      #expect(indices.allSatisfy { $0.contains(".git/") }, "a hook was told of the temporary index")
    }
  }

  @Test(.needs(.python))
  func `both examples do the same`() throws {
    let script = try String(
      contentsOf: ScratchProject.examples.appending(path: "pre-commit"), encoding: .utf8)
    let lines = script.split(separator: "\n").drop { $0.hasPrefix("#") }
    #expect(try Self.command().last == lines.joined(separator: "\n") + "\n")
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

  enum Example: CaseIterable {
    case hook
    case preCommit
  }

  /// Puts the hook where git looks for it; pre-commit's as pre-commit would run it.
  private func install(_ example: Example, in place: URL, of project: ScratchProject) throws {
    let text: String
    switch example {
    case .hook:
      text = try String(contentsOf: ScratchProject.examples.appending(path: "pre-commit"), encoding: .utf8)
    case .preCommit:
      let words = try Self.command().map { "'\($0.replacingOccurrences(of: "'", with: "'\\''"))'" }
      text = "#!/bin/sh\nexec \(words.joined(separator: " "))\n"
    }
    let git = try project.git("-C", place.path, "rev-parse", "--path-format=absolute", "--git-path", "hooks")
    let folder = URL(filePath: git)
    try? FileManager.default.removeItem(at: folder.appending(path: "pre-commit"))
    let hook = try folder.write(Array(text.utf8), to: "pre-commit")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: hook.path)
  }

  private func commit(_ project: ScratchProject, _ options: String..., in place: URL? = nil) throws -> Int32 {
    let path = "\(BuiltProgram.folder.path):/usr/bin:/bin"
    let arguments = ["commit", "--quiet", "--message", "change"] + options
    return try Tool.git.run(
      arguments, in: place ?? project.clone,
      environment: ScratchProject.identity.merging(["PATH": path]) { $1 }
    ).status
  }

  /// The program and its arguments, as pre-commit makes them of what PyYAML reads.
  private static func command() throws -> [String] {
    let file = ScratchProject.examples.appending(path: "pre-commit-config.yaml")
    let script = """
      import json, shlex, sys, yaml
      hooks = [hook for repository in yaml.safe_load(open(sys.argv[1]))["repos"] for hook in repository["hooks"]]
      for hook in hooks:
          assert hook["language"] == "system" and hook["always_run"] and not hook["pass_filenames"]
      [hook] = hooks
      print(json.dumps(shlex.split(hook["entry"]) + hook["args"]))
      """
    let outcome = try Tool.python.run(["-c", script, file.path])
    return try JSONDecoder().decode([String].self, from: Data(outcome.output))
  }
}
