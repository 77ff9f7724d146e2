import Diagnostics
import Git
import Processes
import Releases
import Rendering
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
