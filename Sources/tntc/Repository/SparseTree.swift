import Diagnostics
import Files
import Git
import Releases
import Tree

/// What a sparse checkout leaves out of a tree.
///
/// Making one asks git. Without an answer nothing counts as left out.
struct SparseTree: Sendable {
  let tree: String
  private let repository: GitRepository?
  /// Ids of the files that are in the index and not on disk, by their paths in the tree.
  private let files: [String: String]

  init(_ tree: String) {
    self.tree = tree
    guard let found = try? GitRepository(holding: tree),
      let leftOut = try? found.leftOut(below: tree)
    else {
      repository = nil
      files = [:]
      return
    }
    repository = found
    files = leftOut.files.filter { !Disk.exists(Path.join(tree, $0.key)) }
  }

  var isWhole: Bool { files.isEmpty }

  /// Workflows whose lock is left out, sorted.
  var workflows: [String] { Self.workflows(files.keys).sorted() }

  /// The names of workflows, by the paths of files in a tree: folders with a lock.
  static func workflows(_ paths: some Sequence<String>) -> [String] {
    paths.compactMap { path in
      let names = path.split(separator: "/", omittingEmptySubsequences: false)
      guard names.count == 2, names[1] == Release.lockFile, !names[0].isEmpty, names[0].first != "." else {
        return nil
      }
      return String(names[0])
    }
  }

  /// Whether a file of the tree, or something in a folder of it, is left out.
  ///
  /// - Parameter path: relative to the tree.
  func lacks(_ path: String) -> Bool {
    files[path] != nil || files.keys.contains { $0.hasPrefix("\(path)/") }
  }

  /// The paths that these workflows lack: a whole folder when nothing of it is there, else files.
  func missing(of workflows: Set<String>) -> [String] {
    let paths = files.keys.filter {
      $0.contains("/") && workflows.contains(String($0.prefix { $0 != "/" }))
    }
    return Set(paths.map(topmost)).sorted()
  }

  /// The content of a file that is left out, as the index has it.
  func bytes(of path: String) -> [UInt8]? {
    guard let id = files[path] else { return nil }
    return try? repository?.contents(of: [id])[id]
  }

  /// The way out, for a file or folder of the tree.
  ///
  /// - Parameter paths: relative to the tree; none for all of it.
  func adding(_ paths: [String] = []) -> String {
    let named = (paths.isEmpty ? [tree] : paths.map { Path.join(tree, topmost($0)) })
    let names = named.map { repository?.path(of: $0) ?? $0 }
    return
      "add \(paths.count > 1 ? "them" : "it") (`git sparse-checkout add \(names.joined(separator: " "))`)"
  }

  /// Why nothing can be done without a part of the tree.
  ///
  /// - Parameter paths: relative to the tree; none for all of it.
  func problem(_ paths: [String] = []) -> String {
    let names = paths.isEmpty ? [tree] : paths.map { Path.join(tree, topmost($0)) }
    return "the checkout is sparse and lacks \(names.joined(separator: ", ")); \(adding(paths))"
  }

  /// Workflows that seem to be new, or to lack files, and are only left out of a sparse checkout: to write them anew
  /// would drop versions and settings that they have.
  static func refusals(in tree: String, _ workflows: [String]) -> [Finding] {
    if workflows.isEmpty { return [] }
    let sparse = SparseTree(tree)
    if !sparse.isWhole, !Disk.isFolder(tree) { return [Finding(path: tree, message: sparse.problem())] }
    // The numbers of removed workflows stay taken.
    if sparse.lacks(RemovedWorkflows.file) {
      return [
        Finding(path: RemovedWorkflows.path(in: tree), message: sparse.problem([RemovedWorkflows.file]))
      ]
    }
    return workflows.filter(sparse.lacks).map {
      Finding(path: Path.join(tree, $0), message: sparse.problem(sparse.missing(of: [$0])))
    }
  }

  /// Findings about files that are missing only by the sparse checkout, in other words: they cannot be restored as
  /// others can.
  ///
  /// - Parameter severity: nil to keep that of each finding.
  static func explained(_ findings: [Finding], in tree: String, as severity: Finding.Severity?) -> [Finding] {
    func name(_ finding: Finding) -> String? {
      guard finding.severity != .notice, finding.path.hasPrefix("\(tree)/"), !Disk.exists(finding.path)
      else { return nil }
      return String(decoding: finding.path.utf8.dropFirst(tree.utf8.count + 1), as: UTF8.self)
    }
    guard findings.contains(where: { name($0) != nil }) else { return findings }
    let sparse = SparseTree(tree)
    if sparse.isWhole { return findings }
    return findings.map { finding in
      guard let name = name(finding), sparse.lacks(name) else { return finding }
      var finding = finding
      if let severity { finding.severity = severity }
      finding.message =
        severity == .notice
        ? "is left out of this sparse checkout, so it was not checked; \(sparse.adding([name]))"
        : "is left out of this sparse checkout; \(sparse.adding([name]))"
      return finding
    }
  }

  /// The highest folder of a file that is not on disk at all, or the file itself.
  private func topmost(_ path: String) -> String {
    var found = path
    var folder = Path.parent(path)
    while folder != ".", !folder.isEmpty, folder != "/", !Disk.isFolder(Path.join(tree, folder)) {
      found = folder
      folder = Path.parent(folder)
    }
    return found
  }
}
