import Git
import Releases
import Reports
import Terminal
import Tree
import WorkflowModel
import YAML

/// The versions that a rollback can go to: those that were live, the latest first, then those that never were.
struct RollbackChoices {
  private static let shortCommit = 10
  private static let dayLength = 10

  private let live: VersionNumber?
  private let choices: [Choice]
  /// Nil when there is no history that could tell.
  private let history: LiveHistory?

  private struct Choice {
    let version: VersionNumber
    /// How it was left; nil for one that never was live, as far as the lock remembers.
    let past: PastVersion?
    let marks: [BadMark]
    let isDefault: Bool

    var state: String {
      if isDefault { return "default" }
      if marks.isEmpty { return "-" }
      return marks.map { mark in mark.environment.map { "bad in \($0)" } ?? "bad" }.joined(separator: ", ")
    }

    var style: Style? { isDefault ? .good : marks.isEmpty ? nil : .error }

    var ending: String {
      switch past?.ending {
      case nil: "never live"
      case .raised?: "a newer one went live"
      case .promoted?: "another was promoted"
      case .rolledBack?: "rolled back"
      }
    }

    var reason: String? { marks.first?.reason ?? past?.reason }
  }

  /// - Parameter others: marks in the locks of other environments.
  init(_ workflow: RetainedWorkflow, elsewhere others: [BadMark]) {
    let release = workflow.release
    live = release.live
    let target = release.rollbackTarget(others)
    let below = release.versions.map(\.version).filter { version in release.live.map { version < $0 } ?? false
    }
    var seen: Set<VersionNumber> = []
    let past = release.history.reversed().filter {
      below.contains($0.version) && seen.insert($0.version).inserted
    }
    let never = below.reversed().filter { !seen.contains($0) }
    choices = (past.map { ($0.version, $0) } + never.map { ($0, nil) }).map { version, past in
      let marks =
        [release.bad(version)].compactMap(\.self) + others.filter { $0.version.isSameNumber(as: version) }
      return Choice(version: version, past: past, marks: marks, isDefault: version == target)
    }
    history = choices.isEmpty ? nil : LiveHistory(workflow)
  }

  var text: StyledText {
    guard let live else { return "no version is live\n" }
    if choices.isEmpty { return "\(live.text) is live; there is no version to go back to\n" }
    let isKnown = history != nil
    let header = ["VERSION", "STATE", "LEFT"] + (isKnown ? ["WHEN", "COMMIT", "AUTHOR"] : []) + ["REASON"]
    let rows = choices.map { choice -> [TextTable.Cell] in
      let rest = [choice.ending] + (isKnown ? when(choice) : []) + [choice.reason ?? "-"]
      return [.init(choice.version.text), .init(choice.state, choice.style)] + rest.map { .init($0) }
    }
    let isTarget = choices.contains(where: \.isDefault)
    return "live is \(live.text)\n" + TextTable(header, rows).text()
      + (isTarget ? "" : "without `--version` there is no version to go back to\n")
  }

  private func when(_ choice: Choice) -> [String] {
    guard choice.past != nil else { return ["-", "-", "-"] }
    guard case .commit(let commit)? = history?.left(choice.version) else {
      return [history?.left(choice.version) == nil ? "not committed" : "unknown", "-", "-"]
    }
    return ["\(commit.date.prefix(Self.dayLength))", "\(commit.id.prefix(Self.shortCommit))", commit.author]
  }

  var value: Value {
    .sequence(
      choices.map { choice in
        var object: Mapping = [
          "version": .string(choice.version.text), "isDefault": .bool(choice.isDefault),
          "bad": .sequence(
            choice.marks.map {
              ["reason": .string($0.reason), "environment": $0.environment.map(Value.string) ?? .null]
            }),
          "left": choice.past.map { .string($0.ending.rawValue) } ?? .null,
          "reason": choice.reason.map(Value.string) ?? .null, "commit": .null,
        ]
        let left = choice.past == nil ? nil : history?.left(choice.version)
        object["isCommitKnown"] = .bool(history != nil && left != .beforeHistory)
        if case .commit(let commit)? = left {
          object["commit"] = [
            "id": .string(commit.id), "author": .string(commit.author), "date": .string(commit.date),
          ]
        }
        return .mapping(object)
      })
  }
}
