import ArgumentParser
import Diagnostics
import Files
import Git
import Processes
import Releases
import Rendering
import Terminal
import TextDiff
import Tree
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
      let tree = try JobFinder(tree: tree.tree, format.problems.report).tree(
        holding: name, environment: tree.env)
      let workflow = try RetainedWorkflow(name, in: tree)
      if diff.count == 2 {
        let comparison = SourceComparison(
          from: try workflow.source(of: diff[0]), to: try workflow.source(of: diff[1]),
          names: (diff[0].text, diff[1].text))
        switch format {
        case .text, .github: Console.output(stat ? comparison.counts : comparison.text)
        case .json: Console.data(JSON.pretty(comparison.value) + "\n")
        }
        return
      }
      let rows = try VersionRow.rows(workflow)
      switch format {
      case .text, .github: Console.output(Self.text(rows))
      case .json: Console.data(JSON.pretty(.sequence(rows.map(\.value))) + "\n")
      }
    }
  }

  private static func text(_ rows: [VersionRow]) -> String {
    let hasHistory = rows.contains { $0.appearance != nil }
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
  /// Nil when it is not committed, or there is no history that could tell.
  let appearance: Appearance?
  private let isHistoryKnown: Bool

  /// The newest first.
  static func rows(_ workflow: RetainedWorkflow) throws -> [VersionRow] {
    let history = history(of: workflow)
    var rows: [VersionRow] = []
    for retained in workflow.release.versions.reversed() {
      rows.append(
        VersionRow(
          retained: retained, marks: marks(retained.version, workflow.release),
          source: try workflow.source(of: retained.version),
          appearance: history?[ReleaseNames.versionFile(retained.version)], isHistoryKnown: history != nil))
    }
    let unknown = rows.count { $0.appearance == .beforeHistory }
    if unknown > 0 {
      Console.error(
        "unknown is the commit of \(Counted.text(unknown, "version")): \(GitRepository.deepening)\n")
    }
    return rows
  }

  /// By files of the workflow's folder; nil, and said why, when there is none to show.
  private static func history(of workflow: RetainedWorkflow) -> [String: Appearance]? {
    do {
      guard let repository = try GitRepository(holding: workflow.path) else { return nil }
      guard let appearances = try repository.appearances(below: workflow.path) else {
        Console.error("no history is shown: the branch has no commit yet\n")
        return nil
      }
      let folder = repository.path(of: workflow.path) ?? "."
      let top = folder == "." ? 0 : folder.utf8.count + 1
      return Dictionary(
        appearances.map { (String(decoding: $0.key.utf8.dropFirst(top), as: UTF8.self), $0.value) }
      ) { first, _ in first }
    } catch {
      Console.error("no history is shown: \(error.message)\n")
      return nil
    }
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
    guard case .commit(let commit)? = appearance else {
      return cells + [appearance == nil ? "not committed" : "unknown", "-", "-", "-"]
    }
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
    object["isCommitKnown"] = .bool(isHistoryKnown && appearance != .beforeHistory)
    if case .commit(let commit)? = appearance {
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

  private static let none = "no difference\n"

  var text: String { paths.isEmpty ? Self.none : paths.map(diff).joined() }

  var value: Value { .sequence(paths.map(value)) }

  private func diff(_ path: String) -> String {
    UnifiedDiff.text(
      from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [],
      old: from[path] == nil ? "/dev/null" : "\(names.from)/\(path)",
      new: to[path] == nil ? "/dev/null" : "\(names.to)/\(path)")
  }

  private func changed(_ path: String) -> (added: Int, removed: Int)? {
    UnifiedDiff.counts(from: from[path]?.bytes ?? [], to: to[path]?.bytes ?? [])
  }

  var counts: String {
    if paths.isEmpty { return Self.none }
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
