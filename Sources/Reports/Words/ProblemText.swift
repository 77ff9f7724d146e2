package import Diagnostics
package import Releases
import WorkflowModel

/// What is wrong with a release, and the way out.
package enum ProblemText {
  package static func finding(_ problem: ReleaseProblem) -> Finding {
    switch problem {
    case .finding(let finding): finding
    case .refused(let refused):
      Finding(
        path: refused.path, position: refused.position,
        message: RefusalText.message(refused.refusal, workflow: refused.workflow, place: refused.place),
        excerpt: refused.excerpt)
    case .damagedLock(let path, let problem):
      Finding(path: path, message: message(problem, mendedBy: resolving(path)))
    }
  }

  /// The record of removed workflows belongs to the whole tree.
  private static func resolving(_ path: String) -> String {
    let parts = path.split(separator: "/")
    return parts.last.map(String.init) == Release.lockFile
      ? "tntc resolve \(parts.dropLast().last ?? "")" : "tntc resolve"
  }

  /// - Parameter command: resolves a merge of such locks.
  package static func message(_ problem: LockProblem, mendedBy command: String) -> String {
    let wayOut = "in a merge run `\(command)`, else restore it with `git checkout`"
    return switch problem {
    case .digestMissing: "is not a lock: its first line is not a digest; \(wayOut)"
    case .digestDiffers: "was edited or merged by hand: its digest does not match; \(wayOut)"
    case .lineEndings: LineEndings.treeProblem
    case .unreadable(let line, let problem): "line \(line): \(problem); \(wayOut)"
    case .newerFormat(let format): "has format \(format), which a newer tntc wrote; use that tntc"
    }
  }
}
