import Diagnostics
import Files
import WorkflowModel

/// Notices that a workflow directory is another one than before.
///
/// It reads the source instead of waiting for events of the kernel, which bind mounts and network folders do not
/// send: a version without packages has less than a megabyte, and most have less than ten with them.
struct WorkflowWatch: Sendable {
  /// Two looks fit into a fraction of what a person notices.
  static let interval = Duration.milliseconds(100)

  private let directory: String
  /// Files of the environment.
  private let files: [String]

  /// What the source is; a folder that cannot be read is a state as well.
  enum State: Equatable {
    case source(digest: String, files: [FileStamp?])
    case unreadable(String)
  }

  init(directory: String, files: [String]) {
    self.directory = directory
    self.files = files
  }

  var state: State {
    do {
      let reading = try SourceReader.read(directory, links: .inDirectory(directory))
      let problems = reading.findings.map { $0.path + $0.message }.joined()
      return .source(
        digest: reading.source.digest + problems, files: files.map { Disk.stamp(of: $0) })
    } catch {
      return .unreadable("\(error)")
    }
  }

  /// Waits until the source is another one than `known`, and stays the same for a moment: editors write several
  /// files, or one in several steps.
  ///
  /// - Throws: `CancellationError`.
  func change(from known: State) async throws -> State {
    var last = known
    while true {
      try await Task.sleep(for: Self.interval)
      let now = state
      if now != known, now == last { return now }
      last = now
    }
  }
}
