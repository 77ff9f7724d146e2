import Comparison
import Files
import Git
import Processes
import Releases
import Tree
import YAML

/// One side of a comparison: a tree as a folder or a git revision has it.
struct ComparedTree: Sendable {
  /// What there is by workflow and path.
  typealias Index = [String: [String: ComparedEntry]]

  enum Place: Sendable {
    case folder
    case revision(GitRepository, commit: String, name: String)
  }

  /// The folder of the tree; it need not be there now.
  let folder: String
  let place: Place
  /// What a sparse checkout leaves out of the folder, and who has it.
  private var leftOut: [String: ComparedEntry] = [:]
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
      if case .revision(_, let commit, _) = side.place { return ObjectFormat(of: commit) }
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

  /// Nil when a side is not a revision.
  static func outline(_ from: ComparedTree, _ to: ComparedTree) throws -> Outline? {
    if let changed = changedFolders(from, to), !changed.isEmpty {
      return Outline(changed: sorted(changed), isThere: true)
    }
    guard let old = try from.folders(), let new = try to.folders() else { return nil }
    let changed = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
    return Outline(changed: sorted(changed), isThere: !old.isEmpty || !new.isEmpty)
  }

  private static func sorted(_ names: some Sequence<String>) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Nil where one call of git cannot tell.
  private static func changedFolders(_ from: ComparedTree, _ to: ComparedTree) -> [String]? {
    guard case .revision(let repository, let old, _) = from.place,
      case .revision(let other, let new, _) = to.place,
      repository.root.hasSameBytes(as: other.root), from.folder.hasSameBytes(as: to.folder)
    else { return nil }
    return repository.changedFolders(of: from.folder, from: old, to: new)
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
      let read = TreeIndex.map(folder, names) { name in
        Result { try ComparedFolder(path: Path.join(folder, name), format: format).workflow() }
      }
      var index: Index = [:]
      for (name, entries) in zip(names, read) { index[name] = try entries.get() }
      return index
    case .revision(let repository, let commit, let revision):
      let tree = try asking(revision) { () throws(Program.Failure) in
        try repository.tree(of: folder, at: commit, only: names)
      }
      return Self.grouped(Self.entries(tree))
    }
  }

  static func entries(_ tree: GitTree) -> [String: ComparedEntry] {
    var entries = tree.files.mapValues(ComparedEntry.file)
    for (path, pointer) in tree.pointers {
      switch pointer {
      case .link(let id): entries[path] = .link(id)
      case .repository(let commit): entries[path] = .repository(commit)
      }
    }
    return entries
  }

  /// Gives a folder, compared with a revision, what a checkout leaves out of it.
  mutating func complete(_ index: inout Index, against other: Index, of side: ComparedTree) throws {
    guard case .folder = place, case .revision(let repository, _, let revision) = side.place else { return }
    let tree = try asking(revision) { () throws(Program.Failure) in
      try repository.leftOut(below: folder)
    }
    leftOut = Self.entries(tree)
    if leftOut.isEmpty { return }
    self.repository = repository
    let format = Self.format(of: [side])
    for (name, missing) in Self.grouped(leftOut, needsLock: false) {
      var entries = index[name] ?? [:]
      if entries.isEmpty, missing[Release.lockFile] != nil {
        let place = ComparedFolder(path: Path.join(folder, name), format: format)
        for path in (other[name] ?? [:]).keys where missing[path] == nil {
          entries[path] = try place.entry(path)
        }
      }
      for (path, entry) in missing where entries[path] == nil { entries[path] = entry }
      if entries[Release.lockFile] != nil { index[name] = entries }
    }
  }

  private static func grouped(_ entries: [String: ComparedEntry], needsLock: Bool = true) -> Index {
    var index: Index = [:]
    for (path, entry) in entries {
      guard let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) else { continue }
      index[String(path[..<slash]), default: [:]][String(path[path.utf8.index(after: slash)...])] = entry
    }
    return needsLock ? index.filter { $0.value[Release.lockFile] != nil } : index
  }

  /// Some workflows, read.
  ///
  /// - Parameter contents: what `contents(of:in:)` gives for this side.
  func workflows(
    _ names: [String], in index: Index, _ contents: [String: [UInt8]]
  ) throws -> [String: ComparedWorkflow] {
    var workflows: [String: ComparedWorkflow] = [:]
    for name in names {
      guard let entries = index[name] else { continue }
      var (files, pointers): ([String: [UInt8]], [String: FolderPointer]) = ([:], [:])
      for (path, entry) in entries {
        let place = Path.join(Path.join(folder, name), path)
        switch entry {
        case .file(let id): files[path] = try contents[id] ?? Disk.readIfPresent(place)
        case .link(let id):
          let target = try contents[id] ?? Disk.linkTarget(place)
          pointers[path] = .link(to: String(decoding: target, as: UTF8.self))
        case .repository(let commit): pointers[path] = .repository(at: commit)
        }
      }
      workflows[name] = try ComparedWorkflow(
        path: Path.join(self.name, name), files: files, pointers: pointers)
    }
    return workflows
  }

  /// What git has of some workflows of two sides, by id and in one call of git where both are of one repository: all of a
  /// revision's files, and those that a folder lacks by a sparse checkout.
  static func contents(
    of names: [String], _ from: (tree: ComparedTree, index: Index), _ to: (tree: ComparedTree, index: Index)
  ) throws -> [String: [UInt8]] {
    let (old, new) = (from.tree.objects(of: names, in: from.index), to.tree.objects(of: names, in: to.index))
    if let old, let new, old.repository.root == new.repository.root {
      return try from.tree.contents((old.repository, old.ids.union(new.ids)))
    }
    return try from.tree.contents(old).merging(try to.tree.contents(new)) { old, _ in old }
  }

  private typealias Objects = (repository: GitRepository, ids: Set<String>)

  /// Nil when git is not asked.
  private func objects(of names: [String], in index: Index) -> Objects? {
    switch place {
    case .revision(let repository, _, _):
      return (repository, Set(names.flatMap { (index[$0] ?? [:]).values.compactMap(\.object) }))
    case .folder:
      guard let repository else { return nil }
      let ids = names.flatMap { name in
        (index[name] ?? [:]).filter { leftOut["\(name)/\($0.key)"] == $0.value }.values.compactMap(\.object)
      }
      return (repository, Set(ids))
    }
  }

  private func contents(_ objects: Objects?) throws -> [String: [UInt8]] {
    guard let (repository, ids) = objects else { return [:] }
    let what =
      switch place {
      case .revision(_, _, let revision): "the files of \(revision)"
      case .folder: folder
      }
    return try asking(what) { () throws(Program.Failure) in try repository.contents(of: ids.sorted()) }
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
