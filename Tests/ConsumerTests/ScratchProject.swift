import Foundation
import TestSupport

/// A repository as a hosting service has it, a bare one on disk, and a clone to work in.
///
/// `main` holds one workflow with its tree, and the action in the place that it is to be copied to.
struct ScratchProject {
  let remote: URL
  let clone: URL
  /// Stand-ins for `gh` and `curl`, which keep what they were given in `said`.
  private let tools: URL
  private let said: URL
  private let runs: URL

  static let examples = repositoryRoot.appending(path: "templates/ci")

  init(in folder: URL) throws {
    remote = folder.appending(path: "remote.git")
    clone = folder.appending(path: "clone")
    tools = folder.appending(path: "tools")
    said = folder.appending(path: "said")
    runs = folder.appending(path: "runs")
    for made in [clone, said] {
      try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    }
    for (name, option) in [("gh", "--body-file"), ("curl", "--form")] { try standIn(name, option) }
    try git("init", "--quiet", "--bare", "--initial-branch=main", remote.path)
    try git("init", "--quiet", "--initial-branch=main")
    try git("remote", "add", "origin", remote.path)
    try FileManager.default.copyItem(
      at: repositoryRoot.appending(path: "golden/noop/input/w"), to: clone.appending(path: "w"))
    try write("registry.example/engine:1.0\n", to: ".tentacular/base-image.txt")
    try write(
      try String(contentsOf: Self.examples.appending(path: "action.yml"), encoding: .utf8),
      to: ".github/actions/tntc/action.yml")
    try tntc("render")
    try commit("Start")
    try git("push", "--quiet", "origin", "main")
  }

  /// Keeps its arguments, and the file that one of them names; `gh` finds no comment to edit.
  private func standIn(_ name: String, _ option: String) throws {
    let script = """
      #!/bin/bash
      printf '%s\\n' "$*" >> "\(said.path)/\(name)"
      for argument; do
        if [ "${last:-}" = "\(option)" ]; then cp "${argument#body=<}" "\(said.path)/comment"; fi
        last=$argument
      done
      [ "\(name)" = curl ] || [[ "$*" = *--create-if-none* ]]

      """
    let file = try tools.write(Array(script.utf8), to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  func write(_ text: String, to path: String) throws { try clone.write(Array(text.utf8), to: path) }

  func append(_ text: String, to path: String) throws {
    let old = try String(contentsOf: clone.appending(path: path), encoding: .utf8)
    try write(old + text, to: path)
  }

  func replace(_ text: String, with replacement: String, in path: String) throws {
    let old = try String(contentsOf: clone.appending(path: path), encoding: .utf8)
    try write(old.replacingOccurrences(of: text, with: replacement), to: path)
  }

  func tntc(_ arguments: String...) throws { try SampleTree.tntc(arguments, in: clone) }

  /// Makes a released version again, as if nothing had been released.
  func amend() throws {
    let nothing = try git("hash-object", "-t", "tree", "/dev/null")
    let commit = try git("commit-tree", "-m", "Nothing", nothing)
    try tntc("render", "--amend", "--against", commit)
  }

  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let outcome = try Tool.git.run(arguments, in: clone, environment: Self.identity)
    guard outcome.status == 0 else {
      throw SampleTree.Failure(description: "git \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  static let identity = [
    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
    "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.com",
  ]

  func commit(_ message: String) throws {
    try git("add", "--all")
    try git("commit", "--quiet", "--message", message)
  }

  /// Commits on a branch that starts at `main`, and pushes it; `main` stays checked out.
  func branch(_ name: String, _ change: () throws -> Void) throws {
    try git("checkout", "--quiet", "-b", name, "main")
    try change()
    try commit(name)
    try git("push", "--quiet", "origin", name)
    try git("checkout", "--quiet", "main")
  }

  /// A branch with a new version of the workflow, rendered.
  func branchWithNewVersion(_ name: String) throws {
    try branch(name) {
      try append("// more\n", to: "w/nodes/a.ts")
      try tntc("render", "--bump", "minor")
    }
  }

  /// A branch with a higher version number, not rendered.
  func branchWithSourceAlone(_ name: String) throws {
    try branch(name) { try raiseVersion() }
  }

  func raiseVersion() throws {
    try replace("version: \"1.0\"", with: "version: \"1.1\"", in: "w/workflow.yaml")
  }

  /// A branch with a second workflow, rendered and up to date.
  func branchWithSecondWorkflow(_ name: String) throws {
    try branch(name) {
      try FileManager.default.copyItem(at: clone.appending(path: "w"), to: clone.appending(path: "v"))
      try replace("name: w", with: "name: v", in: "v/workflow.yaml")
      try tntc("render")
      try tntc("render", "--check")
    }
  }

  /// On `main` every workflow gets a new image, so one that was rendered elsewhere is stale once merged.
  func releaseEngine() throws {
    try write("registry.example/engine:2.0\n", to: ".tentacular/base-image.txt")
    try tntc("render")
    try commit("New engine")
    try git("push", "--quiet", "origin", "main")
  }

  /// The commit that `main` of the remote is at.
  var published: String {
    get throws { String(try git("ls-remote", "origin", "main").prefix { $0 != "\t" }) }
  }

  /// What GitHub makes for a pull request: its merge with `main`.
  func proposeMerge(of branch: String) throws {
    try git("checkout", "--quiet", "--detach", "main")
    try git("merge", "--quiet", "--no-ff", "--no-edit", branch)
    try git("push", "--quiet", "origin", "HEAD:refs/pull/7/merge")
    try git("checkout", "--quiet", "main")
  }

  /// Runs an example; the runners are in the folder `ci`.
  func run<Result: Decodable>(_ runner: String, _ example: String, _ call: [String: Any]) throws -> Result {
    var call = call
    call["workflow"] = Self.examples.appending(path: example).path
    call["remote"] = remote.path
    call["folder"] = runs.path
    call["path"] = [tools.path, BuiltProgram.folder.path]
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ci/\(runner).py")
    let outcome = try Tool.python.run(
      ["-B", script.path], input: Array(try JSONSerialization.data(withJSONObject: call)), in: clone)
    guard outcome.status == 0 else { throw SampleTree.Failure(description: outcome.errors) }
    return try JSONDecoder().decode(Result.self, from: Data(outcome.output))
  }

  /// What `gh`, `curl` or the comment said; nil when there was none.
  func said(_ name: String) -> String? {
    try? String(contentsOf: said.appending(path: name), encoding: .utf8)
  }
}
