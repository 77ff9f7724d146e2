import Glibc

/// The few file operations that the program needs, each one system call or a short loop of one.
///
/// FoundationEssentials' file manager costs several times the call itself, and does not tell a
/// named pipe from a file before it opens it.
package enum Disk {
  package static let noLimit = Int.max

  /// The bytes of a regular file. A symbolic link in the last component is refused unless
  /// `followingLinks`; pipes and devices are refused before anything is read from them.
  package static func read(
    _ path: String, limit: Int = noLimit, followingLinks: Bool = false
  ) throws(FileError) -> [UInt8] {
    let file = try RegularFile(path, followingLinks: followingLinks)
    guard file.size <= limit else {
      throw FileError("read", path, .tooLarge(bytes: file.size, limit: limit))
    }
    // A file that shrinks meanwhile gives what is left of it.
    return try file.read(file.size)
  }

  /// The same; nil when there is no such file, or no folder that could hold it.
  package static func readIfPresent(_ path: String, limit: Int = noLimit) throws(FileError) -> [UInt8]? {
    do {
      return try read(path, limit: limit)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// Where a symbolic link leads, as it is written.
  package static func linkTarget(_ path: String) throws(FileError) -> [UInt8] {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe readlink(path, &target, target.count)
    guard length >= 0 else { throw FileError("read", path, .system(errno)) }
    return target.prefix(length).map(UInt8.init(bitPattern:))
  }

  /// Everything that standard input gives.
  package static func readStandardInput(limit: Int = noLimit) throws(FileError) -> [UInt8] {
    var all: [UInt8] = []
    while true {
      var failure: Int32 = 0
      let part = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        let got = unsafe Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw FileError("read", "standard input", .system(failure)) }
      if part.isEmpty { return all }
      all += part
      guard all.count <= limit else {
        throw FileError("read", "standard input", .tooLarge(bytes: all.count, limit: limit))
      }
    }
  }

  /// The kind of what is at `path`, links not followed; nil when there is nothing.
  package static func kind(of path: String) throws(FileError) -> FileKind? {
    var status = stat()
    if unsafe lstat(path, &status) == 0 { return FileKind(mode: status.st_mode) }
    let code = errno
    if code == ENOENT || code == ENOTDIR { return nil }
    throw FileError("look at", path, .system(code))
  }

  /// Whether `path` is a folder, or a link to one.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && FileKind(mode: status.st_mode) == .folder
  }

  /// The size of a file in bytes; nil when there is none.
  package static func size(of path: String) -> Int? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status.st_size : nil
  }

  package static func exists(_ path: String) -> Bool {
    unsafe access(path, F_OK) == 0
  }

  /// Writes a new file with the permissions of another.
  package static func write(
    _ bytes: [UInt8], to path: String, likePermissionsOf model: String
  ) throws(FileError) {
    try write(bytes, to: path)
    var status = stat()
    guard unsafe stat(model, &status) == 0, unsafe chmod(path, status.st_mode & 0o7777) == 0 else {
      let code = errno
      unsafe unlink(path)
      throw FileError("copy permissions of", model, .system(code))
    }
  }

  /// Writes a new file, or over an existing one; a failed write leaves no file behind.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    // A pipe in its place must not be waited for.
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = unsafe open(path, flags, 0o666)
    guard descriptor >= 0 else { throw FileError("write", path, .system(errno)) }
    var failure = write(all: bytes, to: descriptor)
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else {
      unsafe unlink(path)
      throw FileError("write", path, .system(failure))
    }
  }

  /// Writes a file where nothing is yet; a failed write leaves no file behind.
  package static func writeNew(_ bytes: [UInt8], to path: String) throws(FileError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError("write", path, .system(errno)) }
    // It is a file that this call has made, so no pipe without a reader.
    var failure = writeAll(bytes, to: descriptor)
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else {
      unsafe unlink(path)
      throw FileError("write", path, .system(failure))
    }
  }

  package static func rename(_ source: String, to target: String) throws(FileError) {
    guard unsafe Glibc.rename(source, target) == 0 else {
      throw FileError("rename to", target, .system(errno))
    }
  }

  /// Removes a file; that it is gone already is not an error.
  package static func remove(_ path: String) throws(FileError) {
    guard unsafe unlink(path) == 0 || errno == ENOENT else {
      throw FileError("remove", path, .system(errno))
    }
  }

  /// Removes a folder if it is empty; one with content stays.
  package static func removeEmptyFolder(_ path: String) {
    unsafe rmdir(path)
  }

  /// Makes a folder; one that exists is not an error.
  package static func makeFolder(_ path: String) throws(FileError) {
    if unsafe mkdir(path, 0o777) == 0 { return }
    let code = errno
    if code != EEXIST || !isFolder(path) { throw FileError("make folder", path, .system(code)) }
  }

  /// Makes a folder where nothing is yet.
  ///
  /// - Returns: false where something is.
  package static func makeNewFolder(_ path: String) throws(FileError) -> Bool {
    if unsafe mkdir(path, 0o777) == 0 { return true }
    guard errno == EEXIST else { throw FileError("make folder", path, .system(errno)) }
    return false
  }

  /// Makes a folder and those above it.
  package static func makeFolders(_ path: String) throws(FileError) {
    if path.isEmpty || isFolder(path) { return }
    try makeFolders(Path.parent(path))
    try makeFolder(path)
  }
}
