import Foundation
import TestSupport

/// A repository in which git stopped, as two sides did something to one workflow, `w`.
///
/// Before they parted the tree had 1.0 to 1.4, which is live, and 1.5, which waits.
struct MergeScene {
  /// What makes the two states meet.
  enum Operation: String, CaseIterable {
    case merge, squash, rebase
    case cherryPick = "cherry-pick"
    case revert

    /// Whether git calls the side ours that did `there`.
    var isTurned: Bool { self == .rebase }
  }

  /// What one side does.
  enum Act: String, CaseIterable {
    case version, next, rollback, oldest, promote, bad, image, remove, prune, canary
  }

  private struct Refused: Error {}

  struct Broken: Error, CustomStringConvertible {
    let description: String
  }

  let folder: URL
  let operation: Operation
  private static let git = [
    "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.com", "GIT_COMMITTER_NAME": "Ann",
    "GIT_COMMITTER_EMAIL": "ann@example.com", "GIT_EDITOR": "true", "GIT_CONFIG_GLOBAL": "/dev/null",
  ]

  /// Does both, one commit each, and the operation, which may stop at a conflict.
  ///
  /// - Parameter options: of git, for the operation.
  init(
    _ operation: Operation, here: [Act], there: [Act], options: [String] = [], in folder: URL
  ) throws {
    (self.folder, self.operation) = (folder, operation)
    try FileManager.default.copyItem(at: try Self.parted.get(), to: folder)
    if operation == .revert {
      for act in there { try take(act, "there") }
      try git("rm", "--quiet", "-r", ".")
      try git("checkout", "--quiet", "base", "--", ".")
      try git("commit", "--quiet", "--allow-empty", "--message", "there is undone")
      try git("tag", "undone")
      for act in here { try take(act, "here") }
    } else {
      try git("checkout", "--quiet", "-b", "other")
      for act in there { try take(act, "there") }
      try git("checkout", "--quiet", "main")
      for act in here { try take(act, "here") }
    }
    let call =
      switch operation {
      case .merge: ["merge"] + options + ["other"]
      case .squash: ["merge", "--squash"] + options + ["other"]
      case .rebase: ["rebase"] + options + ["other"]
      case .cherryPick: ["cherry-pick"] + options + ["base..other"]
      case .revert: ["revert", "--no-edit"] + options + ["undone"]
      }
    _ = try Tool.git.run(call, in: folder, environment: Self.git)
  }

  /// Whether git waits for conflicts to be resolved.
  var isWaiting: Bool {
    get throws { try !shell("git ls-files --unmerged").output.isEmpty }
  }

  private init(existing folder: URL, _ operation: Operation) {
    (self.folder, self.operation) = (folder, operation)
  }

  func copy(to place: URL) throws -> MergeScene {
    try FileManager.default.copyItem(at: folder, to: place)
    return MergeScene(existing: place, operation)
  }

  static let workflow = """
    name: w
    version: "1.0"
    triggers:
    - type: manual
    nodes:
      a:
        path: nodes/a.ts

    """

  /// The repository before the sides part; made once.
  private static let parted = Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tntc-parted-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let scene = MergeScene(existing: folder, .merge)
    try folder.write(Array(workflow.utf8), to: "w/workflow.yaml")
    try folder.write(Array("export default () => 1;\n".utf8), to: "w/nodes/a.ts")
    for side in ["here", "there"] { try folder.write(Array("// \(side)\n".utf8), to: "w/nodes/\(side).ts") }
    try scene.git("init", "--quiet", "--initial-branch=main", ".")
    try scene.tntc("render", "--image", "registry.example/engine:1.0")
    for minor in 1...5 {
      try scene.write("// \(minor)\n", behind: "w/nodes/a.ts")
      try scene.tntc(["render", "--bump", "minor"] + (minor == 5 ? ["--stage"] : []))
    }
    try scene.commit("base")
    try scene.git("branch", "base")
    return folder
  }

  /// What is refused is not done.
  private func take(_ act: Act, _ side: String) throws {
    do {
      try run(act, side)
    } catch is Refused {
      try git("reset", "--quiet", "--hard")
      return
    }
    try commit("\(side): \(act)")
  }

  private func run(_ act: Act, _ side: String) throws {
    switch act {
    case .version, .next:
      try write("// \(act)\n", behind: "w/nodes/\(side).ts")
      try tntc("render", "--bump", act == .next ? "major" : "minor")
    case .rollback: try tntc("rollback", "w", "--reason", "wrong totals")
    case .oldest: try tntc("rollback", "w", "--version", "1.0")
    case .promote: try tntc("promote", "w")
    case .bad: try tntc("versions", "w", "--bad", "1.5", "--reason", "wrong totals")
    case .image: try tntc("render", "--image", "registry.example/engine:\(side)")
    case .remove:
      try tntc("remove", "w")
      try FileManager.default.removeItem(at: folder.appending(path: "w"))
    case .prune: try tntc("prune", "w", "--keep", "4")
    case .canary: try tntc("canary", "w", "--version", "1.5", "--weight", "25", "--surge")
    }
  }

  private func commit(_ message: String) throws {
    try git("add", "--all", ".")
    try git("commit", "--quiet", "--allow-empty", "--message", message)
  }

  private func write(_ text: String, behind path: String) throws {
    let file = folder.appending(path: path)
    guard FileManager.default.fileExists(atPath: file.path) else { throw Refused() }
    try Data((try String(contentsOf: file, encoding: .utf8) + text).utf8).write(to: file)
  }

  func git(_ arguments: String...) throws {
    try run(
      "git \(arguments.joined(separator: " "))",
      try Tool.git.run(arguments, in: folder, environment: Self.git))
  }

  private func tntc(_ arguments: String...) throws { try tntc(arguments) }
  private func tntc(_ arguments: [String]) throws {
    let ending = try Program.run(arguments, in: folder)
    if ending.status == 1 { throw Refused() }
    if ending.status != 0 { throw Broken(description: "tntc \(arguments): \(ending.summary)") }
  }

  private func run(_ call: String, _ outcome: Tool.Outcome) throws {
    if outcome.status != 0 { throw Broken(description: "\(call): \(outcome.errors)") }
  }

  /// Runs a line as a person would who reads it.
  func shell(_ line: String) throws -> Ending {
    let path = URL(filePath: Program.path).deletingLastPathComponent().path
    let tools = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let environment = Self.git.merging(["PATH": "\(path):\(tools)"]) { $1 }
    return try Program.run(["/bin/sh", "-c", line], environment: environment, in: folder)
  }

  /// Files below a folder with a mark of a conflict, each with the line of the first.
  func marks(in place: String) throws -> [(file: String, line: Int)] {
    try Snapshot(of: folder.appending(path: place)).entries.keys.sorted().compactMap { name in
      let file = "\(place)/\(name)"
      guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8) else {
        return nil
      }
      let lines = text.components(separatedBy: "\n")
      return lines.firstIndex { $0.hasPrefix("<<<<<<< ") || $0.hasPrefix(">>>>>>> ") }.map { (file, $0 + 1) }
    }
  }

  /// Mends a file of the source as a person might: all lines of both sides, of `version:` the higher one, and what one
  /// side removed stays removed when the workflow has left the tree.
  func mend(_ path: String) throws {
    let file = folder.appending(path: path)
    let isRemoved = !FileManager.default.fileExists(atPath: folder.appending(path: "deploy/w").path)
    if isRemoved || !FileManager.default.fileExists(atPath: file.path) {
      _ = try Tool.git.run(
        isRemoved ? ["rm", "--quiet", "--force", path] : ["checkout", "base", "--", path], in: folder,
        environment: Self.git)
      return
    }
    let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    let kept = lines.filter { line in !["<<<<<<< ", "=======", ">>>>>>> "].contains { line.hasPrefix($0) } }
    let highest = kept.filter { $0.hasPrefix("version:") }.max()
    let text = kept.filter { !$0.hasPrefix("version:") || $0 == highest }.joined(separator: "\n")
    try Data(text.utf8).write(to: file)
  }

  /// Does what `resolve` says is next, and gives what went wrong.
  func follow(_ output: String) throws -> [String] {
    let steps = output.components(separatedBy: "\n").filter { $0.hasPrefix("next: ") }.map { $0.dropFirst(6) }
    var problems = steps.contains { $0.hasPrefix("git add ") } ? [] : ["nothing to add: \(output)"]
    for step in steps {
      if step.hasPrefix("mend ") {
        for file in step.dropFirst(5).split(separator: " ") { try mend(String(file)) }
        continue
      }
      let ending = try shell(String(step))
      if ending.status == 0 { continue }
      let isWaiting = try isWaiting
      if !isWaiting, step.contains("--skip") {
        // Nothing of the commit was left, nor may be of the next ones.
        let skip = step.replacingOccurrences(of: "--continue", with: "--skip")
        var skipped = try shell(skip)
        for _ in 0..<3 where try skipped.status != 0 && !self.isWaiting { skipped = try shell(skip) }
        if skipped.status != 0, try !self.isWaiting { problems.append("\(step): \(skipped.summary)") }
      } else if !(isWaiting && step.contains("--continue")) {
        // The next commit may be in conflict, too.
        let isEmpty = try step == "git commit" && shell("git status --porcelain").output.isEmpty
        if !isEmpty { problems.append("\(step): \(ending.summary)") }
      }
    }
    return problems
  }
}
