import Glibc

/// One entry of a folder.
package struct FolderEntry: Sendable {
  package let name: String
  package let kind: FileKind
}

extension Disk {
  /// The entries of a folder, sorted by the bytes of their names, without `.` and `..`.
  package static func entries(of path: String) throws(FileError) -> [FolderEntry] {
    guard let stream = unsafe opendir(path) else {
      throw FileError("list", path, .system(errno))
    }
    defer { unsafe closedir(stream) }
    var entries: [FolderEntry] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(stream) else { break }
      guard let name = unsafe name(of: entry, String.init(validatingCString:)) else {
        let shown = unsafe name(of: entry) { unsafe String(cString: $0) }
        throw FileError("list", Path.join(path, shown), .nameNotText)
      }
      if name == "." || name == ".." { continue }
      entries.append(
        FolderEntry(
          name: name,
          kind: try kind(type: unsafe entry.pointee.d_type, path: Path.join(path, name))))
    }
    guard errno == 0 else { throw FileError("list", path, .system(errno)) }
    // A name holds no NUL.
    return entries.sorted { unsafe strcmp($0.name, $1.name) < 0 }
  }

  private static func name<Name>(
    of entry: UnsafeMutablePointer<dirent>, _ text: (UnsafePointer<CChar>) -> Name
  ) -> Name {
    unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe text($0) }
    }
  }

  /// Some file systems do not tell the type while listing; then the entry is looked at itself.
  private static func kind(type: UInt8, path: String) throws(FileError) -> FileKind {
    switch Int(type) {
    case Int(DT_REG): .regular
    case Int(DT_DIR): .folder
    case Int(DT_LNK): .symbolicLink
    default: try kind(of: path) ?? .unknown
    }
  }
}
