import Files
import Glibc
import Subprocess
import Synchronization
import SystemPackage
import WorkflowModel

/// What Deno makes of the packages of a version: their JavaScript, and what each imports. It is made once, and every
/// process of a node begins with a copy, in which it finds what it would otherwise work out anew.
///
/// A copy is a folder with links to the same files, and with the databases, which Deno writes to. Files it replaces and
/// never alters, so that what one process leaves reaches no other one. Where a version has few packages, or anything
/// of this fails, processes do without.
final class ModuleCache: Sendable {
  /// Of code in `vendor/`, in bytes: to have less of it made ready takes longer than it saves.
  static let least = 256 << 10
  /// Beyond, the cache would take more of /tmp than the engine has for itself: it is five times as large as the code.
  static let most = 8 << 20

  private static let deadline = Duration.seconds(60)

  private let modules: [String]
  private let scratch: ScratchFolder
  private let deno: String
  /// Paths in the folder of the cache, in which folders come before what they hold; nil where there is none.
  private let contents = Mutex([FolderItem]?.none)

  private struct FolderItem: Sendable {
    let path: String
    let kind: Kind

    enum Kind {
      case folder
      /// Deno puts another one in its place.
      case shared
      /// Deno writes to it.
      case own
    }
  }

  /// - Parameter loaded: a workflow in the folder that its processes load it from.
  init(_ loaded: LoadedWorkflow, scratch: ScratchFolder, deno: String) {
    (self.scratch, self.deno) = (scratch, deno)
    let code = loaded.source.files.filter { file in
      let kind = ModuleKind(file.path)
      return WorkflowSource.isVendored(file.path) && kind.isCode && !kind.isDeclaration
    }
    let size = code.reduce(0) { $0 + $1.bytes.count }
    modules = (Self.least...Self.most).contains(size) ? code.map { Path.join(loaded.directory, $0.path) } : []
  }

  /// Makes it, if that is worth its time. What is wrong with a module is reported where a node loads it.
  func fill() async {
    if modules.isEmpty || isFilled { return }
    let isMade = await withTaskGroup(of: Bool.self) { group in
      group.addTask { await self.runDeno() }
      group.addTask {
        try? await Task.sleep(for: Self.deadline)
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
    if isMade { contents.withLock { $0 = items() } }
  }

  private func runDeno() async -> Bool {
    let ended = try? await Subprocess.run(
      .path(FilePath(deno)),
      arguments: Arguments(
        [
          "cache", "--quiet", "--no-lock", "--no-remote", "--no-npm", "--config", scratch.denoConfiguration,
          "--import-map", scratch.importMap,
        ] + modules),
      environment: .inherit.updating([
        "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1", "DENO_DIR": scratch.moduleCache,
        "DENO_EMIT_CACHE_MODE": "normal",
      ]),
      workingDirectory: FilePath(scratch.path), output: .discarded, error: .discarded)
    return ended?.terminationStatus == .exited(0)
  }

  private func items() -> [FolderItem] {
    var items: [FolderItem] = []
    var folders = [""]
    while let folder = folders.popLast() {
      for entry in (try? Disk.entries(of: Path.join(scratch.moduleCache, folder))) ?? [] {
        let path = folder.isEmpty ? entry.name : Path.join(folder, entry.name)
        if entry.kind == .folder {
          items.append(FolderItem(path: path, kind: .folder))
          folders.append(path)
        } else {
          // The databases are beside the folders.
          items.append(FolderItem(path: path, kind: folder.isEmpty ? .own : .shared))
        }
      }
    }
    return items
  }

  /// Whether processes begin with copies.
  var isFilled: Bool { contents.withLock { $0 != nil } }

  /// Makes the copy of a process; nil where it has to do without.
  func copy(node: Int, start: Int) -> String? {
    guard let items = contents.withLock(\.self) else { return nil }
    let folder = scratch.moduleCache(node: node, start: start)
    do {
      try Disk.makeFolder(folder)
      for item in items {
        let (from, to) = (Path.join(scratch.moduleCache, item.path), Path.join(folder, item.path))
        switch item.kind {
        case .folder: try Disk.makeFolder(to)
        case .own: try Disk.write(try Disk.read(from), to: to)
        // Deno makes again what is not there.
        case .shared: _ = unsafe link(from, to)
        }
      }
    } catch {
      remove(node: node, start: start)
      return nil
    }
    return folder
  }

  /// Takes the copy of a process away that has loaded its modules. A file in its place keeps Deno from making another
  /// one, in which a node could leave as much as it likes.
  func close(node: Int, start: Int) {
    let folder = scratch.moduleCache(node: node, start: start)
    guard Disk.isFolder(folder) else { return }
    Disk.removeTree(folder)
    try? Disk.write([], to: folder)
  }

  /// Of a process that is gone.
  func remove(node: Int, start: Int) { Disk.removeTree(scratch.moduleCache(node: node, start: start)) }
}
