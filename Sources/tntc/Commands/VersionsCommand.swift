import ArgumentParser
import Files
import Git
import Processes
import ReleaseTree
import Rendering
import Terminal
import TextDiff
import WorkflowModel
import YAML

struct VersionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "Lists the versions of a workflow, and what changed between two.",
    discussion: """
      When the tree is in git, the history tells when a version appeared, by whom and in which commit, and which \
      tags stand on that. --diff compares the source of two versions, taken from their ConfigMaps.
      """)

  @Argument(help: "The name of a workflow.")
  var name: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Two versions whose source is to be compared.", valueName: "number"))
  var diff: [VersionNumber] = []

  @Flag(help: "With --diff: count the lines, and do not show them.")
  var stat = false

  @OptionGroup var tree: TreeOptions

  @Option(help: "How the versions are printed: text, json or github.")
  var format: OutputFormat = .text

  func validate() throws {
    if !diff.isEmpty, diff.count != 2 { throw ValidationError("--diff takes two versions") }
    if stat, diff.isEmpty { throw ValidationError("--stat goes with --diff") }
  }

  func run() throws {
    try reportingErrors(as: format.problems) {
      let tree = try JobFinder(tree: tree.tree).tree(holding: name, environment: tree.env)
      var workflow = try RetainedWorkflow(name, in: tree)
      if diff.count == 2 {
        let comparison = SourceComparison(
          from: try workflow.source(of: diff[0]), to: try workflow.source(of: diff[1]),
          names: (diff[0].text, diff[1].text))
        return Console.output(comparison.rendered(format, isCounted: stat))
      }
      let rows = try VersionRow.rows(workflow)
      switch format {
      case .text, .github: Console.output(Self.text(rows))
      case .json: Console.output(JSON.pretty(.sequence(rows.map(\.value))) + "\n")
      }
    }
  }

  private static func text(_ rows: [VersionRow]) -> String {
    let hasHistory = rows.contains { $0.commit != nil }
    let header = ["VERSION", "STATE", "DIGEST", "FILES", "SIZE"]
    let history = ["COMMIT", "DATE", "AUTHOR", "TAGS"]
    return TextTable(hasHistory ? header + history : header, rows.map { $0.cells(hasHistory: hasHistory) })
      .text()
  }
}

/// One version of a list.
struct VersionRow {
  private static let shortDigest = DigestText.prefix.utf8.count + 12
  private static let shortCommit = 10
  private static let dayLength = 10

  private let retained: RetainedVersion
  private let marks: [String]
  private let source: WorkflowSource
  let commit: Commit?

  /// The newest first.
  static func rows(_ workflow: RetainedWorkflow) throws -> [VersionRow] {
    var workflow = workflow
    let repository = GitRepository(holding: workflow.path)
    var additions: [String: Commit] = [:]
    do {
      additions = try repository?.additions(below: workflow.path) ?? [:]
    } catch {
      Console.error("no history is shown: \(error.message)\n")
    }
    var rows: [VersionRow] = []
    for retained in workflow.release.versions.reversed() {
      let file = repository?.path(of: workflow.path(of: retained.version))
      rows.append(
        VersionRow(
          retained: retained, marks: marks(retained.version, workflow.release),
          source: try workflow.source(of: retained.version), commit: file.flatMap { additions[$0] }))
    }
    return rows
  }

  private static func marks(_ version: VersionNumber, _ release: Release) -> [String] {
    [
      (release.live == version, "live"), (release.canary?.version == version, "canary"),
      (release.pin?.version == version, "pinned"),
      (release.staged.contains(version) && release.canary?.version != version, "waiting"),
    ].filter(\.0).map(\.1)
  }

  func cells(hasHistory: Bool) -> [String] {
    let state = marks.isEmpty ? "-" : marks.joined(separator: ", ")
    let cells = [
      retained.version.text, state, "\(retained.digest.prefix(Self.shortDigest))", "\(source.files.count)",
      "\(source.byteCount)",
    ]
    guard hasHistory else { return cells }
    guard let commit else { return cells + ["not committed", "-", "-", "-"] }
    return cells + [
      "\(commit.id.prefix(Self.shortCommit))", "\(commit.date.prefix(Self.dayLength))", commit.author,
      commit.tags.isEmpty ? "-" : commit.tags.joined(separator: ", "),
    ]
  }

  var value: Value {
    var object: Mapping = [
      "version": .string(retained.version.text), "state": .sequence(marks.map(Value.string)),
      "digest": .string(retained.digest), "files": .integer(source.files.count),
      "size": .integer(source.byteCount), "commit": .null,
    ]
    if let commit {
      object["commit"] = [
        "id": .string(commit.id), "author": .string(commit.author), "date": .string(commit.date),
        "tags": .sequence(commit.tags.map(Value.string)),
      ]
    }
    return .mapping(object)
  }
}

/// What is different between the sources of two versions.
struct SourceComparison {
  let from: WorkflowSource
  let to: WorkflowSource
  let names: (from: String, to: String)

  private var paths: [String] {
    Set((from.files + to.files).map(\.path)).sorted { $0.precedesByBytes($1) }
      .filter { from[$0]?.bytes != to[$0]?.bytes }
  }

  func rendered(_ format: OutputFormat, isCounted: Bool) -> String {
    if format == .json { return JSON.pretty(.sequence(paths.map(value))) + "\n" }
    if paths.isEmpty { return "no difference\n" }
    return isCounted ? counts : paths.map(diff).joined()
  }

  private func diff(_ path: String) -> String {
    UnifiedDiff.text(
      from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [],
      old: from[path] == nil ? "/dev/null" : "\(names.from)/\(path)",
      new: to[path] == nil ? "/dev/null" : "\(names.to)/\(path)")
  }

  private func changed(_ path: String) -> (added: Int, removed: Int)? {
    UnifiedDiff.counts(from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [])
  }

  private var counts: String {
    let rows = paths.map { path in
      changed(path).map { [path, "+\($0.added)", "-\($0.removed)"] } ?? [path, "binary", ""]
    }
    return TextTable(["FILE", "ADDED", "REMOVED"], rows).text()
  }

  private func value(_ path: String) -> Value {
    let counts = changed(path)
    return [
      "path": .string(path), "inFrom": .bool(from[path] != nil), "inTo": .bool(to[path] != nil),
      "added": counts.map { .integer($0.added) } ?? .null,
      "removed": counts.map { .integer($0.removed) } ?? .null, "diff": .string(diff(path)),
    ]
  }
}
