import Glibc

extension Disk {
  private static let chunk = 1 << 20

  /// Whether `path` is a file, or a link to one, that this user may execute.
  package static func isExecutable(_ path: String) -> Bool {
    unsafe access(path, X_OK) == 0 && !isFolder(path)
  }

  /// The first bytes of a file, links followed; fewer when it has no more.
  package static func beginning(of path: String, count wanted: Int) throws(FileError) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError("read", path, .system(errno)) }
    defer { close(descriptor) }
    return try readPart(descriptor, count: wanted, path)
  }

  /// Copies a program, links followed. The copy can be executed by everyone, and its time is the epoch, so that it
  /// is the same on every machine. A failed copy leaves no file behind.
  package static func copyProgram(_ source: String, to target: String) throws(FileError) {
    let input = unsafe open(source, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard input >= 0 else { throw FileError("read", source, .system(errno)) }
    defer { close(input) }
    let output = unsafe open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o700)
    guard output >= 0 else { throw FileError("write", target, .system(errno)) }
    defer { close(output) }
    do throws(FileError) {
      while true {
        let part = try readPart(input, count: chunk, source)
        if part.isEmpty { break }
        try writeAll(part, output, target)
      }
      let epoch = [timespec(), timespec()]
      guard fchmod(output, 0o755) == 0, unsafe futimens(output, epoch) == 0 else {
        throw FileError("write", target, .system(errno))
      }
    } catch {
      unsafe unlink(target)
      throw error
    }
  }

  /// Makes a folder that other users cannot read, under a new name.
  package static func makeTemporaryFolder(in parent: String, prefix: String) throws(FileError) -> String {
    let template = Path.join(parent, "\(prefix)XXXXXX")
    var name = Array(template.utf8CString)
    guard unsafe mkdtemp(&name) != nil else { throw FileError("make folder", template, .system(errno)) }
    return String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func readPart(
    _ descriptor: Int32, count wanted: Int, _ path: String
  ) throws(FileError) -> [UInt8] {
    while true {
      var failure: Int32 = 0
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        let got = unsafe Glibc.read(descriptor, buffer.baseAddress, wanted)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw FileError("read", path, .system(failure)) }
      return bytes
    }
  }

  private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32, _ path: String) throws(FileError) {
    let failure = write(all: bytes, to: descriptor)
    guard failure == 0 else { throw FileError("write", path, .system(failure)) }
  }
}
