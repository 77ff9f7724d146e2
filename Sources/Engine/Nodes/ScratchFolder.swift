import Files
import Glibc

/// A folder of the engine's own below the system's folder for temporary files: the runtime, and a folder for
/// each node, the only place where it may write.
struct ScratchFolder: Sendable {
  let path: String

  var runtime: String { Path.join(path, "runtime.js") }
  var types: String { Path.join(path, "tentacular.ts") }
  var denoConfiguration: String { Path.join(path, "deno.json") }

  /// - Throws: `FileError` when nothing can be written there.
  static func make(_ deno: DenoConfiguration) throws -> ScratchFolder {
    let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var template = Array(Path.join(parent, "tentacular-XXXXXX").utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe String(cString: $0) }
    }
    guard let made, let path = Path.resolved(made) else {
      throw FileError("make folder in", parent, .system(errno))
    }
    let folder = ScratchFolder(path: path)
    try Disk.write(PackageResources.runtime_js, to: folder.runtime)
    try Disk.write(PackageResources.tentacular_ts, to: folder.types)
    try Disk.write(Array(deno.text(types: folder.types).utf8), to: folder.denoConfiguration)
    return folder
  }

  /// Makes an empty folder for one process of a node. Its name is short: the path of a Unix socket takes 107
  /// bytes.
  func makeFolder(node: Int, start: Int) throws(FileError) -> String {
    if start > 1 { Disk.removeTree(Path.join(path, "\(node).\(start - 1)")) }
    let folder = Path.join(path, "\(node).\(start)")
    try Disk.makeFolder(folder)
    return folder
  }

  func remove() { Disk.removeTree(path) }
}
