import Files
import Git
import Processes
import Releases
import Tree

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
  /// What a sparse checkout leaves out of the folder, and who has it.
  private var leftOut: [String: String] = [:]
  private var repository: GitRepository?

  init(folder: String, place: Place) {
    self.folder = folder
    self.place = place
  }

  /// For messages.
  private var name: String {
    switch place {
    case .folder: folder
    case .revision(_, _, let name): "\(name):\(folder)"
    }
  }

  /// How files are told apart: by the names of git's objects in the repository that one of the sides is from; two
  /// folders by a digest of which no two files are known that share one.
  static func format(of sides: [ComparedTree]) -> ObjectFormat {
    for side in sides {
      if case .revision(_, let commit, _) = side.place { return commit.utf8.count > 40 ? .sha256 : .sha1 }
    }
    return .sha256
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

  /// Gives a folder, compared with a revision, the files that a sparse checkout leaves out of it.
  mutating func complete(_ index: inout Index, against other: Index, of side: ComparedTree) throws {
    guard case .folder = place, case .revision(let repository, _, let revision) = side.place else { return }
    leftOut = try asking(revision) { () throws(Program.Failure) in
      try repository.leftOut(below: folder).files
    }
    if leftOut.isEmpty { return }
    self.repository = repository
    let format = Self.format(of: [side])
    for (name, files) in Self.grouped(leftOut, needsLock: false) {
      var ids = index[name] ?? [:]
      if ids.isEmpty, files[Release.lockFile] != nil {
        for path in (other[name] ?? [:]).keys {
          if let bytes = try Disk.readIfPresent(Path.join(Path.join(folder, name), path)) {
            ids[path] = format.id(bytes)
          }
        }
      }
      for (path, id) in files where ids[path] == nil { ids[path] = id }
      if ids[Release.lockFile] != nil { index[name] = ids }
    }
  }

  private func ids(of workflow: String, _ format: ObjectFormat) throws -> [String: String] {
    try Self.files(of: Path.join(folder, workflow)).mapValues(format.id)
  }

  private static func grouped(_ files: [String: String], needsLock: Bool = true) -> Index {
    var index: Index = [:]
    for (path, id) in files {
      guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
      index[String(path[..<slash]), default: [:]][String(path[path.utf8.index(after: slash)...])] = id
    }
    return needsLock ? index.filter { $0.value[Release.lockFile] != nil } : index
  }

  /// The files of some workflows, by their paths in the workflow's folder.
  func workflows(_ names: [String], in index: Index) throws -> [String: RetainedWorkflow] {
    let contents = try contents(of: names, in: index)
    var workflows: [String: RetainedWorkflow] = [:]
    for name in names {
      guard let ids = index[name] else { continue }
      var files: [String: [UInt8]] = [:]
      for (path, id) in ids {
        files[path] = try contents[id] ?? Disk.readIfPresent(Path.join(Path.join(folder, name), path))
      }
      workflows[name] = try RetainedWorkflow(path: Path.join(self.name, name), files: files)
    }
    return workflows
  }

  /// What git has of them, by id: all of a revision's files, and those that a folder lacks by a sparse checkout.
  private func contents(of names: [String], in index: Index) throws -> [String: [UInt8]] {
    switch place {
    case .revision(let repository, _, let revision):
      let ids = Set(names.flatMap { index[$0].map { Array($0.values) } ?? [] })
      return try asking("the files of \(revision)") { () throws(Program.Failure) in
        try repository.contents(of: ids.sorted())
      }
    case .folder:
      guard let repository else { return [:] }
      let ids = names.flatMap { name in
        (index[name] ?? [:]).filter { leftOut["\(name)/\($0.key)"] == $0.value }.values
      }
      return try asking(folder) { () throws(Program.Failure) in
        try repository.contents(of: Set(ids).sorted())
      }
    }
  }

  /// What is in the folder, listed in the lock or not: kustomization.yaml may refer to any of it.
  private static func files(of folder: String) throws -> [String: [UInt8]] {
    let lock = try Disk.read(Path.join(folder, Release.lockFile))
    var files = [Release.lockFile: lock]
    let release = try RetainedWorkflow(path: folder, files: files).release
    for path in try release.ownedFiles + regularFiles(of: folder, below: "") where files[path] == nil {
      files[path] = try Disk.readIfPresent(Path.join(folder, path))
    }
    return files
  }

  private static func regularFiles(of folder: String, below path: String) throws(FileError) -> [String] {
    var files: [String] = []
    for entry in try Disk.entries(of: Path.join(folder, path)) {
      let file = path.isEmpty ? entry.name : "\(path)/\(entry.name)"
      switch entry.kind {
      case .regular: files.append(file)
      case .folder where entry.name != ".git": files += try regularFiles(of: folder, below: file)
      default: break
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
