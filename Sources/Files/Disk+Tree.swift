import Glibc

extension Disk {
  /// Removes what is at `path` with everything below it, as far as it can; links are removed, not followed.
  package static func removeTree(_ path: String) {
    guard (try? kind(of: path)) == .folder else {
      try? remove(path)
      return
    }
    for entry in (try? entries(of: path)) ?? [] { removeTree(Path.join(path, entry.name)) }
    removeEmptyFolder(path)
  }

  /// Whether there is anything but folders below a folder; links are not followed. What cannot be listed counts
  /// as there.
  package static func holdsFiles(_ folder: String) -> Bool {
    guard let entries = try? entries(of: folder) else { return true }
    return entries.contains { $0.kind != .folder || holdsFiles(Path.join(folder, $0.name)) }
  }

  /// What a folder takes on its disk with everything below it, in bytes; links are not followed.
  ///
  /// - Parameter most: counts no further than this, as a folder may hold any number.
  package static func usage(of path: String, atMost most: Int) -> Int {
    var bytes = 0
    var folders = [path]
    while let folder = folders.popLast(), bytes <= most {
      for entry in (try? entries(of: folder)) ?? [] {
        let path = Path.join(folder, entry.name)
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { continue }
        // An empty file takes a place in its folder as well.
        bytes += max(Int(status.st_blocks) * 512, entrySize)
        if bytes > most { break }
        if entry.kind == .folder { folders.append(path) }
      }
    }
    return bytes
  }

  private static let entrySize = 1024

  /// Makes a folder with files in it: all of them, or no folder.
  ///
  /// - Parameters:
  ///   - path: where nothing is yet; folders above it are made, too.
  ///   - files: by paths relative to the folder.
  package static func writeNewFolder(
    _ path: String, _ files: [(path: String, bytes: [UInt8])]
  ) throws(FileError) {
    let parent = Path.parent(path)
    try makeFolders(parent)
    // Beside its place, so that renaming it is one step.
    let temporary = try makeTemporaryFolder(in: parent.isEmpty ? "." : parent, prefix: ".tntc-new-")
    do throws(FileError) {
      for file in files {
        let target = Path.join(temporary, file.path)
        try makeFolders(Path.parent(target))
        do throws(FileError) {
          try write(file.bytes, to: target)
        } catch {
          throw FileError(error.operation, Path.join(path, file.path), error.reason)
        }
      }
      try openToOthers(temporary)
      try rename(temporary, to: path)
    } catch {
      removeTree(temporary)
      throw error
    }
  }

  /// Gives a temporary folder the permissions of one that was made as usual.
  private static func openToOthers(_ folder: String) throws(FileError) {
    let mask = umask(0)
    _ = umask(mask)
    guard unsafe chmod(folder, 0o777 & ~mask) == 0 else {
      throw FileError("make folder", folder, .system(errno))
    }
  }

  /// The beginning of a file of the kernel's, like those below /proc, which have no size to go by.
  package static func readKernelFile(_ path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = max(0, unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
