import Glibc

extension Disk {
  /// Removes what stands at `path` with everything below it, as far as it can; links are removed, not followed.
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
