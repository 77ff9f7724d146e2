import Diagnostics
import Git
import Processes
import Releases
import Terminal
import Tree
import WorkflowModel
import YAML

/// One version of a list.
struct VersionRow {
  private static let shortDigest = DigestText.prefix.utf8.count + 12
  private static let shortCommit = 10
  private static let dayLength = 10

  private let retained: RetainedVersion
  private let marks: [String]
  private let source: WorkflowSource
  /// What version it is a fix of, and of which line; nil for one of the workflow's source.
  let fixes: VersionNumber?
  /// Nil when there is no history that could tell.
  let commit: VersionCommits.Answer?

  /// The newest first.
  static func rows(_ workflow: RetainedWorkflow) throws -> [VersionRow] {
    let history = history(of: workflow)
    var rows: [VersionRow] = []
    for retained in workflow.release.versions.reversed() {
      rows.append(
        VersionRow(
          retained: retained, marks: marks(retained.version, workflow.release),
          source: try workflow.source(of: retained.version),
          fixes: retained.fixes, commit: try history?.answer(retained.version)))
    }
    let unknown = rows.count { $0.commit == .beforeHistory }
    if unknown > 0 {
      Console.error(
        "the commit of \(Counted.text(unknown, "version")) is unknown: \(GitRepository.deepening)\n")
    }
    return rows
  }

  /// Nil, and said why, when there is none to show.
  private static func history(of workflow: RetainedWorkflow) -> VersionCommits? {
    do {
      guard let repository = try GitRepository(holding: workflow.path) else { return nil }
      guard let commits = try VersionCommits(workflow, in: repository) else {
        Console.error("no history is shown: the branch has no commit yet\n")
        return nil
      }
      return commits
    } catch {
      Console.error("no history is shown: \(error.message)\n")
      return nil
    }
  }

  private static func marks(_ version: VersionNumber, _ release: Release) -> [String] {
    [
      (release.live == version, "live"), (release.canary?.version == version, "canary"),
      (release.pin?.version == version, "pinned"), (release.bad(version) != nil, "bad"),
      (release.staged.contains(version) && release.canary?.version != version, "waiting"),
    ].filter(\.0).map(\.1)
  }

  /// - Parameter hasLines: whether there is a fix among the versions.
  func cells(hasLines: Bool, hasHistory: Bool) -> [TextTable.Cell] {
    let state = marks.isEmpty ? "-" : marks.joined(separator: ", ")
    return [.init(retained.version.text), .init(state, style)]
      + facts(hasLines: hasLines, hasHistory: hasHistory).map { .init($0) }
  }

  /// That of the mark that matters most.
  private var style: Style? {
    let styles: [(mark: String, style: Style)] = [
      ("bad", .error), ("live", .good), ("canary", .notice), ("pinned", .warning), ("waiting", .warning),
    ]
    return styles.first { marks.contains($0.mark) }?.style
  }

  private func facts(hasLines: Bool, hasHistory: Bool) -> [String] {
    var cells: [String] = []
    if hasLines { cells.append(fixes == nil ? "-" : retained.version.line) }
    cells += ["\(retained.digest.prefix(Self.shortDigest))", "\(source.files.count)", "\(source.byteCount)"]
    guard hasHistory else { return cells }
    guard case .commit(let commit)? = commit else {
      return cells + [commit == .beforeHistory ? "unknown" : "not committed", "-", "-", "-"]
    }
    return cells + [
      "\(commit.id.prefix(Self.shortCommit))", "\(commit.date.prefix(Self.dayLength))", commit.author,
      commit.tags.isEmpty ? "-" : commit.tags.joined(separator: ", "),
    ]
  }

  var value: Value {
    var object: Mapping = [
      "version": .string(retained.version.text), "state": .sequence(marks.map(Value.string)),
      "line": .string(retained.version.line), "fixes": fixes.map { .string($0.text) } ?? .null,
      "digest": .string(retained.digest), "files": .integer(source.files.count),
      "size": .integer(source.byteCount), "bad": retained.bad.map(Value.string) ?? .null, "commit": .null,
    ]
    object["isCommitKnown"] = .bool(commit != nil && commit != .beforeHistory)
    if case .commit(let commit)? = commit {
      object["commit"] = [
        "id": .string(commit.id), "author": .string(commit.author), "date": .string(commit.date),
        "tags": .sequence(commit.tags.map(Value.string)),
      ]
    }
    return .mapping(object)
  }
}
