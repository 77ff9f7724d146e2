import Git
import Processes
import Rendering
import Terminal

/// Since when trees have versions, as the history of git tells. Git is asked for all at once.
struct VersionAges {
  /// How many commits are looked at that brought a version or took one away; what was there before is older than those.
  private static let lookedAt = 500

  private let repository: GitRepository
  private let times: FileTimes

  /// Nil where there is no repository, and, with what is wrong said, where its history cannot be read.
  ///
  /// - Parameter trees: those that hold the workflows.
  init?(of trees: [String]) {
    do {
      let files = "*/\(ReleaseNames.versionsFolder)/*"
      guard let tree = trees.first, let repository = try GitRepository(holding: tree),
        let times = try repository.times(of: files, below: trees, limit: Self.lookedAt)
      else { return nil }
      (self.repository, self.times) = (repository, times)
    } catch {
      Console.error("no ages are shown: \(error.message)\n")
      return nil
    }
  }

  /// - Parameter file: of a version; nil when it lies in no repository.
  func time(of file: String) -> FileTime? { repository.path(of: file).map(times.time) }
}

extension FileTime {
  /// How long ago that is, in one unit, as kubectl has it.
  ///
  /// - Parameter now: in seconds since 1970.
  func age(_ now: Int) -> String {
    switch self {
    case .since(let time): Self.text(seconds: now - time)
    case .before(let time): ">\(Self.text(seconds: now - time))"
    case .notCommitted: "not committed"
    }
  }

  private static func text(seconds: Int) -> String {
    let (minute, hour, day) = (60, 3600, 86_400)
    return switch max(0, seconds) {
    case ..<(2 * minute): "\(max(0, seconds))s"
    case ..<(2 * hour): "\(seconds / minute)m"
    case ..<(2 * day): "\(seconds / hour)h"
    case ..<(730 * day): "\(seconds / day)d"
    default: "\(seconds / (365 * day))y"
    }
  }
}
