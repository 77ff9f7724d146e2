import Files
package import Processes

/// Since when a branch has files as they are.
package enum FileTime: Hashable, Sendable {
  /// In seconds since 1970.
  case since(Int)
  /// Longer than the history that was looked at, which begins then.
  case before(Int)
  case notCommitted
}

/// Since when the branch of HEAD has files of some folders: what was merged came with the merge.
package struct FileTimes: Sendable {
  fileprivate var times: [String: Int] = [:]
  /// Where the history begins that was looked at; nil when it was looked at to its beginning.
  fileprivate var horizon: Int?
  /// The paths that HEAD has, where that does not follow from `times`.
  fileprivate var older: Set<String> = []

  /// - Parameter path: in the repository.
  package func time(of path: String) -> FileTime {
    if let time = times[path] { return .since(time) }
    return horizon.flatMap { older.contains(path) ? FileTime.before($0) : nil } ?? .notCommitted
  }
}

extension GitRepository {
  /// Git is asked for all files at once, and for no more commits than may matter to a person.
  ///
  /// - Parameters:
  ///   - files: a pattern of paths in each of the folders.
  ///   - limit: how many of the latest commits are looked at that changed any of them.
  /// - Returns: nil when there is no commit yet.
  package func times(
    of files: String, below folders: [String], limit: Int
  ) throws(Program.Failure) -> FileTimes? {
    guard let head = try commit("HEAD") else { return nil }
    let patterns = folders.compactMap(path).map { $0 == "." ? files : "\(Self.literal($0))/\(files)" }
    if patterns.isEmpty { return FileTimes() }
    let output = try git(
      [
        "rev-list", "--first-parent", "--max-count=\(limit)", "--encoding=UTF-8", "--format=%H %ct %P", head,
        "--",
      ] + patterns, pathspecs: ["--glob-pathspecs"])
    var found = FileTimes()
    var commits: [(id: String, time: Int, parent: String?)] = []
    for line in Self.lines(output) where !line.hasPrefix("commit ") {
      let fields = line.split(separator: " ").map(String.init)
      guard fields.count >= 2, let time = Int(fields[1]) else { continue }
      if boundary.contains(fields[0]) {
        found.horizon = time
        break
      }
      commits.append((fields[0], time, fields.count > 2 ? fields[2] : nil))
    }
    if commits.count == limit { found.horizon = commits.last?.time }
    let times = Dictionary(commits.map { ($0.id, $0.time) }) { first, _ in first }
    let pairs = commits.map { [$0.id, $0.parent].compactMap(\.self).joined(separator: " ") }
    var gone: Set<String> = []
    for change in try changes(by: pairs, below: patterns, pathspecs: ["--glob-pathspecs"]) {
      // The latest comes first.
      guard found.times[change.path] == nil, !gone.contains(change.path) else { continue }
      found.times[change.path] = change.content == nil ? nil : times[change.commit]
      if change.content == nil { gone.insert(change.path) }
    }
    if found.horizon != nil {
      for folder in folders {
        guard let path = path(of: folder) else { continue }
        let files = try tree(of: folder, at: head).files.keys
        found.older.formUnion(files.map { path == "." ? $0 : Path.join(path, $0) })
      }
    }
    return found
  }

  /// A path that is nothing but itself in a pattern.
  static func literal(_ path: String) -> String {
    path.map { "*?[]\\:".contains($0) ? "\\\($0)" : "\($0)" }.joined()
  }
}
