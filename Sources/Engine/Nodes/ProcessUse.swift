import Files
import Glibc

/// What the kernel says about a process (proc(5)).
struct ProcessUse: Sendable {
  let identifier: Int32

  /// Of the engine itself.
  static let own = ProcessUse(identifier: getpid())

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

  /// How long the first thread computed or waited for a processor, in nanoseconds; of all threads, and coarser,
  /// where the kernel does not tell.
  var busy: Int? {
    let fields = read("schedstat")?.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { Int($0) }
    if let fields, fields.count > 1 { return fields[0] + fields[1] }
    return processorTime.map { Int($0 * 1e9) }
  }

  /// Whether a signal has stopped it.
  var isStopped: Bool {
    guard let text = read("stat"), let end = text.lastIndex(of: ")") else { return false }
    return text[end...].dropFirst(2).first == "T"
  }

  func look(isBusy: Bool) -> ProcessLook {
    ProcessLook(ownMemory: ownMemory, processorTime: isBusy ? nil : processorTime, busy: isBusy ? busy : nil)
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
  /// The least of its own group and of those above it, as far as they can be seen from here: a container sees its
  /// own group as the root of all.
  static var limit: Int? {
    let groups = groups(Disk.readKernelFile("/proc/self/cgroup") ?? "")
    return groups.flatMap { group in
      ["/sys/fs/cgroup\(group)/memory.max", "/sys/fs/cgroup/memory\(group)/memory.limit_in_bytes"]
    }
    .compactMap { path in
      Disk.readKernelFile(path)?.split(separator: "\n").first.flatMap { Int($0) }
    }
    // cgroup v1 writes a very large number for no limit.
    .filter { $0 < 1 << 60 }.min()
  }

  /// The groups that decide about memory, with all those above them; the root is empty.
  ///
  /// - Parameter text: of `/proc/self/cgroup`, lines of `number:controllers:path`.
  static func groups(_ text: String) -> Set<String> {
    var groups: Set<String> = [""]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else {
        continue
      }
      var group = ""
      for part in parts[2].split(separator: "/") {
        group += "/\(part)"
        groups.insert(group)
      }
    }
    return groups
  }
}
