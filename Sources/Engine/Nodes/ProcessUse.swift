import Files
import Glibc

/// What the kernel says about a process (proc(5)).
struct ProcessUse: Sendable {
  let identifier: Int32

  private static let pageSize = sysconf(Int32(_SC_PAGESIZE))
  private static let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))

  /// Memory that is its own, in bytes: resident, without what it shares with files. ArrayBuffers are in it,
  /// and V8's heap limit does not cover them.
  var ownMemory: Int? {
    let fields = read("statm")?.split(separator: " ").compactMap { Int($0) }
    guard let fields, fields.count > 2 else { return nil }
    return (fields[1] - fields[2]) * Self.pageSize
  }

  /// Seconds of processor time so far.
  var processorTime: Double? {
    // The second field is a name in parentheses, which may hold anything.
    guard let text = read("stat"), let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return nil
    }
    return (user + system) / Self.ticksPerSecond
  }

  /// Lets the kernel take this process before the engine when memory is short.
  func preferForOutOfMemory() {
    let descriptor = unsafe open("/proc/\(identifier)/oom_score_adj", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = unsafe write(descriptor, "1000", 4)
    close(descriptor)
  }

  private func read(_ name: String) -> String? { Disk.readKernelFile("/proc/\(identifier)/\(name)") }
}

/// The memory that the engine's container may take (cgroups(7), version 2 or 1); nil without a limit.
enum ContainerMemory {
  static var limit: Int? {
    ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
      .compactMap { path in
        Disk.readKernelFile(path)?.split(separator: "\n").first.flatMap { Int($0) }
      }
      // Version 1 writes a very large number for none.
      .first { $0 < 1 << 60 }
  }
}
