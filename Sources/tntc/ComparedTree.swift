import Files
import Git
import Processes
import ReleaseTree
import Rendering
import WorkflowModel

/// One side of a comparison: a tree as a folder or a git revision has it.
struct ComparedTree: Sendable {
  /// Ids of files by workflow and path. Files with the same bytes have the same id on both sides.
  typealias Index = [String: [String: String]]

  enum Place: Sendable {
    case folder
    case revision(GitRepository, commit: String, name: String)
  }

  /// The folder of the tree; it need not be there now.
  let folder: String
  let place: Place

  /// For messages.
  private var name: String {
    switch place {
    case .folder: folder
    case .revision(_, _, let name): "\(name):\(folder)"
    }
  }

  /// The names of git's objects in the repository that one of the sides is from.
  static func format(of sides: [ComparedTree]) -> ObjectFormat {
    for side in sides {
      if case .revision(_, let commit, _) = side.place, commit.utf8.count > 40 { return .sha256 }
    }
    return .sha1
  }

  /// What git tells of two revisions without looking into workflows.
  struct Outline {
    /// Workflows that are other ones.
    let changed: [String]
    /// Whether one of the revisions has the folder.
    let isThere: Bool
  }

  /// Nil when a side is no revision.
  static func outline(_ from: ComparedTree, _ to: ComparedTree) throws -> Outline? {
    guard let old = try from.folders(), let new = try to.folders() else { return nil }
    let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
    return Outline(
      changed: changed.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
      isThere: !old.isEmpty || !new.isEmpty)
  }

  private func folders() throws -> [String: String]? {
    guard case .revision(let repository, let commit, let revision) = place else { return nil }
    return try asking(revision) { () throws(Program.Failure) in
      try repository.folders(of: folder, at: commit)
    }
  }

  /// - Parameter names: leave other workflows out of what git is asked for; nil for all.
  func index(_ format: ObjectFormat, only names: [String]?) throws -> Index {
    switch place {
    case .folder:
      let names = try TreeIndex.workflows(of: folder)
      let read = TreeIndex.map(folder, names) { name in Result { try ids(of: name, format) } }
      var index: Index = [:]
      for (name, ids) in zip(names, read) { index[name] = try ids.get() }
      return index
    case .revision(let repository, let commit, let revision):
      let files = try asking(revision) { () throws(Program.Failure) in
        try repository.tree(of: folder, at: commit, only: names).files
      }
      return Self.grouped(files)
    }
  }

  private func ids(of workflow: String, _ format: ObjectFormat) throws -> [String: String] {
    try Self.files(of: Path.join(folder, workflow)).mapValues(format.id)
  }

  private static func grouped(_ files: [String: String]) -> Index {
    var index: Index = [:]
    for (path, id) in files {
      guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
      index[String(path[..<slash]), default: [:]][String(path[path.utf8.index(after: slash)...])] = id
    }
    return index.filter { $0.value[Release.lockFile] != nil }
  }

  /// The files of some workflows, by their paths in the workflow's folder.
  func workflows(_ names: [String], in index: Index) throws -> [String: RetainedWorkflow] {
    var contents: [String: [UInt8]] = [:]
    if case .revision(let repository, _, let revision) = place {
      let ids = Set(names.flatMap { index[$0].map { Array($0.values) } ?? [] })
      contents = try asking(revision) { () throws(Program.Failure) in
        try repository.contents(of: ids.sorted())
      }
    }
    var workflows: [String: RetainedWorkflow] = [:]
    for name in names {
      guard let ids = index[name] else { continue }
      let files =
        switch place {
        case .folder: try Self.files(of: Path.join(folder, name))
        case .revision: ids.compactMapValues { contents[$0] }
        }
      workflows[name] = try RetainedWorkflow(path: Path.join(self.name, name), files: files)
    }
    return workflows
  }

  /// What the lock lists, as far as it is there.
  private static func files(of folder: String) throws -> [String: [UInt8]] {
    let lock = try Disk.read(Path.join(folder, Release.lockFile))
    var files = [Release.lockFile: lock]
    let release = try RetainedWorkflow(path: folder, files: files).release
    for path in release.ownedFiles {
      do {
        files[path] = try Disk.read(Path.join(folder, path))
      } catch {
        if !error.isMissing { throw error }
      }
    }
    return files
  }

  private func asking<Answer>(
    _ revision: String, _ question: () throws(Program.Failure) -> Answer
  ) throws(FileError) -> Answer {
    do {
      return try question()
    } catch {
      throw FileError("compare", revision, .said(error.message))
    }
  }
}
