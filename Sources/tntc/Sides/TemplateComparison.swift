import Files
import Git
import Processes
import Rendering
import Reports
import Terminal
import TextDiff
import WorkflowModel

/// A template of somebody's own, beside the built-in one that it was made from.
struct TemplateComparison {
  private let path: String
  private let builtin: String
  /// Nil where it does not say what it was made from.
  private let fork: TemplateFork?
  /// Without the comment that says so.
  private let mine: [UInt8]

  /// Nil for one that is made from no built-in template.
  init?(_ file: SourceFile, in folder: String) {
    path = Path.join(folder, file.path)
    fork = TemplateFork(file.bytes)
    builtin = fork?.builtin ?? file.path
    mine = fork?.text ?? file.bytes
    if fork == nil, BuiltinTemplates.bytes(of: file.path) == nil { return nil }
  }

  /// What differs, for people; nothing when nothing does. Git is asked only where the built-in one has changed.
  var text: StyledText {
    guard let today = BuiltinTemplates.bytes(of: builtin) else {
      return "\(path): was copied from the built-in \(builtin), which this tntc does not have\n"
    }
    let now = "\(builtin) (built in, \(ProgramVersion.text))"
    guard let fork else {
      return section(
        "does not say which \(builtin) it was copied from; compared with that of this tntc", today, now)
    }
    if fork.isCurrent { return section("your changes", today, now) }
    let before = "\(builtin) (built in, before)"
    switch Self.origin(of: path, fork.digest) {
    case .found(let bytes):
      let mine = DiffText.text(UnifiedDiff.lines(from: bytes, to: mine, old: before, new: path))
      let theirs = DiffText.text(UnifiedDiff.lines(from: bytes, to: today, old: before, new: now))
      return headline("the built-in \(builtin) has changed since it was copied")
        + (mine.isEmpty ? "it has no changes of yours\n" : "yours\n\(mine)")
        + "changes in the built-in template since then\n\(theirs)" + advice(today)
    case .unknown(let why):
      return section(
        "the built-in \(builtin) has changed since it was copied, and \(why); compared with that of this tntc",
        today, now, isAlwaysTold: true) + advice(today)
    }
  }

  private func section(
    _ title: String, _ other: [UInt8], _ name: String, isAlwaysTold: Bool = false
  ) -> StyledText {
    let difference = UnifiedDiff.lines(from: other, to: mine, old: name, new: path)
    return difference.isEmpty && !isAlwaysTold ? "" : headline(title) + DiffText.text(difference)
  }

  private func headline(_ title: String) -> StyledText { "\("\(path): \(title)", .strong)\n" }

  private func advice(_ today: [UInt8]) -> StyledText {
    "once you have taken over what you want, change its first comment to:\n\(TemplateFork.comment(builtin, today))\n"
  }

  private enum Origin {
    case found([UInt8])
    /// With the reason, as a clause.
    case unknown(String)
  }

  /// The built-in template as it was copied, from the commit that still had it so.
  private static func origin(of path: String, _ digest: String) -> Origin {
    do throws(Program.Failure) {
      guard let repository = try GitRepository(holding: Path.parent(path)) else {
        return .unknown("it is in no git repository that could have the original")
      }
      let revisions = try repository.contents(over: path) ?? []
      for revision in revisions {
        let text = TemplateFork(revision.bytes)?.text ?? revision.bytes
        if DigestText.of(text) == digest { return .found(text) }
      }
      let hint = repository.boundary.isEmpty ? "" : ", as \(GitRepository.deepening)"
      return .unknown("no commit has the original copy\(hint)")
    } catch {
      return .unknown("git cannot show the original: \(error.message)")
    }
  }
}
