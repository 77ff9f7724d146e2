import Glibc

/// A regular file that is open for reading.
package struct RegularFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  /// In bytes, when it was opened.
  package let size: Int

  /// A symbolic link in the last component is refused unless `followingLinks`; pipes and devices are refused before
  /// anything is read from them.
  package init(_ path: String, followingLinks: Bool = false) throws(FileError) {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | (followingLinks ? 0 : O_NOFOLLOW)
    let descriptor = unsafe open(path, flags)
    guard descriptor >= 0 else {
      let code = errno
      if code == ELOOP, try Disk.kind(of: path) == .symbolicLink {
        throw FileError("read", path, .notRegular(.symbolicLink))
      }
      throw FileError("read", path, .system(code))
    }
    var status = stat()
    let (looked, code) = (unsafe fstat(descriptor, &status), errno)
    let kind = FileKind(mode: status.st_mode)
    guard looked == 0, kind == .regular else {
      close(descriptor)
      throw FileError("read", path, looked == 0 ? .notRegular(kind) : .system(code))
    }
    (self.descriptor, self.path, size) = (descriptor, path, status.st_size)
  }

  deinit { close(descriptor) }

  /// The next bytes: fewer than asked for only where the file ends.
  package borrowing func read(_ length: Int) throws(FileError) -> [UInt8] {
    var failure: Int32 = 0
    let descriptor = descriptor
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
      while count < length {
        let got = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, length - count)
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { return }
        count += got
      }
    }
    guard failure == 0 else { throw FileError("read", path, .system(failure)) }
    return bytes
  }
}
