import Diagnostics
import WorkflowModel
import YAML

/// The packages of one version, with what really lies in `vendor/`: a lock that says something else was edited.
struct PackageSide {
  let packages: [VendoredPackage]
  let bundler: String?
  /// Which package a path is of, by its position. Files that vendor.lock does not name are of none.
  let owners: [ByteKey: Int]
  /// The bytes of the same files.
  let contents: [ByteKey: [UInt8]]
  /// Positions, by text.
  let positions: [ByteKey: Int]
  /// Positions of those that modules of the workflow import.
  let direct: Set<Int>
  private let source: WorkflowSource?

  /// - Throws: `InvalidInput` when vendor.lock cannot be read.
  init(_ source: WorkflowSource?) throws(InvalidInput) {
    let lock =
      try source.map { source throws(InvalidInput) in
        try VendorLock.read(source, path: WorkflowSource.vendorLock)
      } ?? nil
    (packages, bundler, self.source) = (lock?.packages ?? [], lock?.bundler, source)
    let vendored = (source?.files ?? []).filter { WorkflowSource.isVendored($0.path) }
    let present = Dictionary(vendored.map { (ByteKey($0.path), $0.bytes) }) { first, _ in first }
    var owners: [ByteKey: Int] = [:]
    var positions: [ByteKey: Int] = [:]
    for (position, package) in packages.enumerated() {
      positions[ByteKey(package.text)] = position
      for file in package.files where present[ByteKey(file.path)] != nil {
        if owners[ByteKey(file.path)] == nil { owners[ByteKey(file.path)] = position }
      }
    }
    contents = present.filter { owners[$0.key] != nil }
    (self.owners, self.positions) = (owners, positions)
    direct = Set((lock?.imports ?? []).compactMap { positions[ByteKey($0.package)] })
  }

  /// Whether vendor.lock and all that it names are the same, so that there is nothing to compare.
  func isSame(as other: PackageSide) -> Bool {
    source?[WorkflowSource.vendorLock]?.bytes == other.source?[WorkflowSource.vendorLock]?.bytes
      && contents == other.contents
  }

  /// The paths of the files that a package has, sorted.
  func paths(of position: Int) -> [String] {
    packages[position].files.map(\.path).filter { owners[ByteKey($0)] == position }
  }

  func state(of position: Int) -> PackageChange.State {
    let package = packages[position]
    return PackageChange.State(
      text: package.text, version: package.version, license: package.license, integrity: package.integrity,
      files: paths(of: position).count)
  }

  /// For each package, one that modules import and that leads to it; nil for those that they import themselves.
  ///
  /// - Parameter first: positions of those that are rather named than others.
  func carriers(first: Set<Int>) -> [Int: Int] {
    let order = direct.sorted { (first.contains($0) ? 0 : 1, $0) < (first.contains($1) ? 0 : 1, $1) }
    var carriers: [Int: Int] = [:]
    for start in order {
      var waiting = [start]
      while let position = waiting.popLast() {
        for text in packages[position].dependencies {
          guard let next = positions[ByteKey(text)], !direct.contains(next), carriers[next] == nil else {
            continue
          }
          carriers[next] = start
          waiting.append(next)
        }
      }
    }
    return carriers
  }

  /// The texts of packages that import one of some others, or one that does.
  func dependents(of texts: Set<ByteKey>) -> Set<ByteKey> {
    var importers: [ByteKey: [String]] = [:]
    for package in packages {
      for text in package.dependencies { importers[ByteKey(text), default: []].append(package.text) }
    }
    var (found, waiting): (Set<ByteKey>, [ByteKey]) = ([], Array(texts))
    while let text = waiting.popLast() {
      for importer in importers[text] ?? [] where found.insert(ByteKey(importer)).inserted {
        waiting.append(ByteKey(importer))
      }
    }
    return found
  }

  /// The names of the nodes that load each package, by position; those of packages that others bring along are not told.
  func users() -> [Int: [String]] {
    guard let source else { return [:] }
    let nodes = WorkflowReader.read(source, path: WorkflowSource.workflowFile).workflow?.nodes ?? []
    var graph = ModuleGraph(source, nodes: nodes)
    var users: [Int: [String]] = [:]
    for node in nodes {
      let loaded = Set(graph.modules(of: node.path).compactMap { owners[ByteKey($0)] })
      for position in loaded { users[position, default: []].append(node.name) }
    }
    return users
  }
}
