package import Releases

extension LockProblem {
  /// - Parameter command: resolves a merge of such locks.
  package func message(mendedBy command: String) -> String {
    let wayOut = "in a merge `\(command)` mends it, else restore it with `git checkout`"
    return switch self {
    case .digestMissing: "is not a lock: its first line is not a digest; \(wayOut)"
    case .digestDiffers: "was edited or merged by hand: its digest does not match; \(wayOut)"
    case .lineEndings:
      EditedFile.lineEndings
    case .unreadable(let line, let problem): "line \(line): \(problem); \(wayOut)"
    case .newerFormat(let format): "has format \(format), which a newer tntc wrote; use that one"
    }
  }
}
