import Files
import Glibc
import WorkflowModel

/// A folder of the engine's own below the system's folder for temporary files: the runtime, and a folder for
/// each node, the only place where it may write.
struct ScratchFolder: Sendable {
  let path: String
  /// A file that is locked for as long as the engine lives; -1 where the file system has no locks.
  private let claim: Int32

  var runtime: String { Path.join(path, "runtime.js") }
  var fixtures: String { Path.join(path, "fixtures.js") }
  var dependencies: String { Path.join(path, "dependencies.js") }
  var types: String { Path.join(path, "tentacular.ts") }
  var denoConfiguration: String { Path.join(path, "deno.json") }
  /// A file of its own: Deno then looks for no names in the deno.json of any folder.
  var importMap: String { Path.join(path, "import_map.json") }

  private static let prefix = "tentacular-"
  private static let usualParent = "/tmp"
  /// A socket's path takes 107 bytes (unix(7)); what is made below has less than 27.
  private static let longestParent = 80

  /// - Throws: `FileError` when nothing can be written there.
  static func make() throws -> ScratchFolder {
    let parent = parent(unsafe getenv("TMPDIR").map { unsafe String(cString: $0) })
    removeAbandoned(in: parent)
    let made = try Disk.makeTemporaryFolder(in: parent, prefix: prefix)
    let path = Path.resolved(made) ?? made
    let folder = ScratchFolder(path: path, claim: claim(path, O_CREAT))
    try Disk.write(PackageResources.runtime_js, to: folder.runtime)
    try Disk.write(PackageResources.fixtures_js, to: folder.fixtures)
    try Disk.write(PackageResources.dependencies_js, to: folder.dependencies)
    try Disk.write(PackageResources.tentacular_ts, to: folder.types)
    return folder
  }

  /// TMPDIR, unless its path has a comma, which separates paths in Deno's flags, or leaves no room for the path of
  /// a Unix socket below it.
  static func parent(_ wanted: String?) -> String {
    guard let wanted, !wanted.isEmpty else { return usualParent }
    let path = Path.resolved(wanted) ?? wanted
    return path.contains(",") || path.utf8.count > longestParent ? usualParent : path
  }

  func write(_ deno: DenoConfiguration) throws(FileError) {
    try Disk.write(Array(deno.text.utf8), to: denoConfiguration)
    let map = deno.importMap(types: types, runtime: runtime, scratch: path)
    try Disk.write(Array(map.utf8), to: importMap)
  }

  /// Copies the files of a version. Nodes are loaded from there: they see what a pod has and nothing beside it, and
  /// a process that takes the place of another loads what that one had.
  ///
  /// - Returns: the folder of the copy.
  func copy(_ source: WorkflowSource) throws(FileError) -> String {
    let folder = Path.join(path, "source")
    for file in source.files {
      let copy = Path.join(folder, file.path)
      try Disk.makeFolders(Path.parent(copy))
      try Disk.write(file.bytes, to: copy)
    }
    return folder
  }

  /// Makes an empty folder for one process of a node. Its name is short: the path of a Unix socket takes 107
  /// bytes.
  func makeFolder(node: Int, start: Int) throws(FileError) -> String {
    let folder = folder(node, start)
    try Disk.makeFolder(folder)
    return folder
  }

  /// What a node has on the disk, in bytes, except for the processes that it had before; not counted beyond its limit.
  func usage(node: Int, starts: [Int]) -> Int {
    starts.reduce(0) {
      $0 > Self.most ? $0 : $0 + Disk.usage(of: folder(node, $1), atMost: Self.most)
    }
  }

  /// Of a node, in bytes.
  static let most = EngineContract.nodeScratch << 20

  func removeFolder(node: Int, start: Int) { Disk.removeTree(folder(node, start)) }

  private func folder(_ node: Int, _ start: Int) -> String { Path.join(path, "\(node).\(start)") }

  /// A DENO_DIR that cannot be made: nodes leave nothing for each other, and no start waits for a disk, as it would for
  /// the databases that Deno keeps there. Only what many packages take to load is more than that: see `ModuleCache`.
  var noCache: String { Path.join(runtime, "none") }

  /// The DENO_DIR of which processes get copies.
  var moduleCache: String { Path.join(path, "modules") }

  /// The copy of one process; a node may not write there.
  func moduleCache(node: Int, start: Int) -> String { folder(node, start) + ".modules" }

  /// Where Deno keeps what a check of types leaves.
  var typeCache: String { Path.join(path, "types.cache") }

  func remove() {
    Disk.removeTree(path)
    close(claim)
  }

  /// Engines that were killed leave their folders; in a pod the same /tmp outlives its containers.
  private static func removeAbandoned(in parent: String) {
    for entry in (try? Disk.entries(of: parent)) ?? [] where entry.name.hasPrefix(prefix) {
      let path = Path.join(parent, entry.name)
      let claim = claim(path, 0)
      guard claim >= 0 else { continue }
      Disk.removeTree(path)
      close(claim)
    }
  }

  /// Locks a folder's file; the kernel lets go of it when the process ends. -1 when somebody else has it.
  private static func claim(_ folder: String, _ flags: Int32) -> Int32 {
    let descriptor = unsafe open(Path.join(folder, "claim"), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return descriptor }
    close(descriptor)
    return -1
  }
}
