import CLinux
import Glibc
internal import SystemPackage

/// A file in memory, for what a program reads and says.
///
/// Unlike a pipe it needs nobody at the other end: a program that ends without reading breaks nothing, and one that
/// says much waits for nothing.
struct MemoryFile {
  let descriptor: FileDescriptor

  /// - Throws: `errno`.
  init(_ bytes: [UInt8] = []) throws(Errno) {
    let number = unsafe memfd_create("tntc", MFD_CLOEXEC)
    guard number >= 0 else { throw Errno(rawValue: errno) }
    descriptor = FileDescriptor(rawValue: number)
    do {
      try descriptor.writeAll(bytes)
      try descriptor.seek(offset: 0, from: .start)
    } catch {
      let code = errno
      close()
      throw Errno(rawValue: code)
    }
  }

  /// Its first bytes, as text.
  func beginning(_ count: Int) -> String {
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
      length =
        (try? unsafe descriptor.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  func close() { try? descriptor.close() }
}
