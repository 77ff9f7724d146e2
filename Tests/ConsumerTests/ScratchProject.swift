import Foundation
import TestSupport

/// A repository as a hosting service has it, a bare one on disk, and a clone to work in.
///
/// `main` holds one workflow with its tree, and the action in the place that it is to be copied to.
struct ScratchProject {
  let remote: URL
  let clone: URL
  /// Stand-ins for `gh`, `curl` and pip.
  private let tools: URL
  /// What the service keeps beside the repository, which the stand-ins read and write.
  let hosting: URL
  private let runs: URL
  private let release: TestRelease

  static let examples = repositoryRoot.appending(path: "templates/ci")
  static let image = "registry.example/engine@sha256:\(String(repeating: "1", count: 64))"

  init(in folder: URL) throws {
    release = try TestRelease.shared.get()
    remote = folder.appending(path: "remote.git")
    clone = folder.appending(path: "clone")
    tools = folder.appending(path: "tools")
    hosting = folder.appending(path: "hosting")
    runs = folder.appending(path: "runs")
    for made in [clone, hosting] {
      try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    }
    for name in ["gh", "curl", "python3"] { try standIn(name) }
    try git("init", "--quiet", "--bare", "--initial-branch=main", remote.path)
    try git("init", "--quiet", "--initial-branch=main")
    try git("remote", "add", "origin", remote.path)
    try FileManager.default.copyItem(
      at: repositoryRoot.appending(path: "golden/noop/input/w"), to: clone.appending(path: "w"))
    try write("{\"input\": {}, \"expected\": {}}\n", to: "w/tests/fixtures/a.json")
    try write("\(Self.image)\n", to: ".tentacular/base-image.txt")
    for (example, folder) in [("action.yml", "tntc"), ("install.yml", "tntc-install")] {
      try write(
        try String(contentsOf: release.examples.appending(path: example), encoding: .utf8),
        to: ".github/actions/\(folder)/action.yml")
    }
    try tntc("render")
    try commit("Start")
    try git("push", "--quiet", "origin", "main")
  }

  /// A program of a runner that the tests play; the scripts are in the folder `ci`.
  private func standIn(_ name: String) throws {
    let script = """
      #!/bin/sh
      export GH_STATE='\(hosting.path)' CURL_STATE='\(hosting.path)' RELEASE='\(release.folder.path)'
      export DENO='\(Tool.denoPath)'
      exec '\(try Tool.python.path)' -B '\(Self.script(name))' "$@"

      """
    let file = try tools.write(Array(script.utf8), to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  private static func script(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "ci/\(name).py").path
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
  ///
  /// - Parameter change: of what is not rendered.
  func branchWithSecondWorkflow(_ name: String, _ change: () throws -> Void = {}) throws {
    try branch(name) {
      try FileManager.default.copyItem(at: clone.appending(path: "w"), to: clone.appending(path: "v"))
      try replace("name: w", with: "name: v", in: "v/workflow.yaml")
      try change()
      try tntc("render")
      try tntc("render", "--check")
    }
  }

  /// On `main` every workflow gets a new image, so one that was rendered elsewhere is stale once merged.
  func releaseEngine() throws {
    try write(
      Self.image.replacingOccurrences(of: "1111", with: "2222") + "\n", to: ".tentacular/base-image.txt")
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
    try git("push", "--quiet", "origin", "+HEAD:refs/pull/7/merge")
    try git("checkout", "--quiet", "main")
  }

  /// Runs an example with the versions and checksums of a release; the runners are in the folder `ci`.
  func run<Result: Decodable>(_ runner: String, _ example: String, _ call: [String: Any]) throws -> Result {
    var call = call
    call["workflow"] = release.examples.appending(path: example).path
    call["remote"] = remote.path
    call["folder"] = runs.path
    call["path"] = [tools.path]
    call["state"] = hosting.path
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
    let outcome = try Tool.python.run(
      ["-B", Self.script(runner)], input: Array(try JSONSerialization.data(withJSONObject: call)), in: clone)
    guard outcome.status == 0 else { throw SampleTree.Failure(description: outcome.errors) }
    return try JSONDecoder().decode(Result.self, from: Data(outcome.output))
  }

  /// A list that the service keeps; empty before there is anything.
  func kept<Element: Decodable>(_ name: String) throws -> [Element] {
    guard let data = try? Data(contentsOf: hosting.appending(path: name)) else { return [] }
    return try JSONDecoder().decode([Element].self, from: data)
  }

  func keep(_ list: [some Encodable], as name: String) throws {
    try JSONEncoder().encode(list).write(to: hosting.appending(path: name))
  }

  /// Puts other bytes into every download that a cache holds.
  func spoilDownloads() throws {
    let caches = hosting.appending(path: "caches")
    for path in try FileManager.default.subpathsOfDirectory(atPath: caches.path)
    where path.hasSuffix(".tar.gz") {
      try caches.write(Array("spoilt".utf8), to: path)
    }
  }

  /// What the stand-ins were called with, a line for each call.
  var calls: [Substring] {
    let text = try? String(contentsOf: hosting.appending(path: "calls"), encoding: .utf8)
    return (text ?? "").split(separator: "\n")
  }

  /// How many files of a release were fetched.
  var downloads: Int { calls.count { $0.contains("https://releases.") } }
}
