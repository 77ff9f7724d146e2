import Foundation
import TestSupport

/// A repository with a workflow of two versions, each added in a commit of its own.
///
/// Names and times are fixed, so that every copy has the same commits.
struct SampleRepository {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Everything is below it: the repository, its copies, and the settings of the user.
  let scratch: URL
  let folder: URL

  /// - Parameter tree: the path of the tree in the repository.
  init(in scratch: URL, tree: String = "deploy") throws {
    self.scratch = scratch
    folder = scratch.appending(path: "origin")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try scratch.write([], to: "home/.gitconfig")
    try FileManager.default.copyItem(
      at: repositoryRoot.appending(path: "golden/noop/input/w"), to: folder.appending(path: "w"))
    try folder.write(Array("tree: \(Self.quoted(tree))\n".utf8), to: ".tentacular/config.yaml")
    try folder.write(Array("registry.example/engine:1.0@sha256:\(Self.digest)\n".utf8), to: Self.imageFile)
    try git("init", "--quiet", "--initial-branch=main")
    try git("commit", "--quiet", "--allow-empty", "--message", "Zero")
    try tntc("render")
    try commit("One")
    try git("tag", "v1")
    try append("// more\n", to: "w/nodes/a.ts")
    try tntc("render", "--bump", "minor")
    try commit("Two")
  }

  private static let digest = String(repeating: "0123456789abcdef", count: 4)
  private static let imageFile = ".tentacular/base-image.txt"

  /// As a double-quoted scalar of YAML.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\"": "\\\""
      case "\n": "\\n"
      case "\t": "\\t"
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  /// Who commits, when, and with which settings.
  var identity: [String: String] {
    [
      "HOME": scratch.appending(path: "home").path, "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com",
      "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+01:00", "GIT_COMMITTER_NAME": "Ann",
      "GIT_COMMITTER_EMAIL": "ann@example.com", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+01:00",
    ]
  }

  func append(_ text: String, to path: String) throws {
    let old = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    try folder.write(Array((old + text).utf8), to: path)
  }

  func commit(_ message: String) throws {
    try git("add", "--all")
    try git("commit", "--quiet", "--message", message)
  }

  func tntc(_ arguments: String...) throws {
    let outcome = try Tool.tntc.run(arguments, in: folder, environment: identity)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
  }

  /// - Parameter place: the folder that git runs in; the repository if nil.
  @discardableResult
  func git(_ arguments: String..., in place: URL? = nil) throws -> String {
    let outcome = try Tool.git.run(arguments, in: place ?? folder, environment: identity)
    guard outcome.status == 0 else {
      throw Failure(description: "git \(arguments.joined(separator: " ")): \(outcome.errors)")
    }
    return String(decoding: outcome.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Another copy of it.
  func clone(_ name: String, _ options: String...) throws -> URL {
    let copy = scratch.appending(path: name)
    let arguments = ["clone", "--quiet"] + options + ["file://\(folder.path)", copy.path]
    let outcome = try Tool.git.run(arguments, in: scratch, environment: identity)
    guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    return copy
  }
}
