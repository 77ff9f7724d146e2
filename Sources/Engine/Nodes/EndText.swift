import Glibc
import Subprocess

/// Says how a process ended.
enum EndText {
  static func failure(_ status: TerminationStatus, _ errors: [String], _ memory: NodeMemory) -> NodeFailure {
    if errors.contains(where: { $0.contains("heap out of memory") || $0.contains("JavaScript out of memory") }
    ) {
      var failure = NodeFailure(
        "the node's process ran out of memory: its heap may have \(memory.heapMebibytes) MiB "
          + "(from the container's memory limit, or --node-memory)")
      failure.isOutOfMemory = true
      return failure
    }
    return NodeFailure(describe(status, errors))
  }

  private static func describe(_ status: TerminationStatus, _ errors: [String]) -> String {
    switch status {
    case .exited(let code):
      let said = errors.first { $0.hasPrefix("error:") }.map { ": \($0)" } ?? ""
      return "the node's process ended with exit code \(code)\(said) (did it call Deno.exit?)"
    case .signaled(let signal): return "the node's process was ended by signal \(signal)\(name(of: signal))"
    }
  }

  private static func name(of signal: Int32) -> String {
    switch signal {
    case SIGKILL: " (SIGKILL; the kernel does so when memory is short)"
    case SIGTERM: " (SIGTERM)"
    case SIGABRT: " (SIGABRT)"
    case SIGSEGV: " (SIGSEGV)"
    case SIGTRAP: " (SIGTRAP)"
    case SIGILL: " (SIGILL)"
    default: ""
    }
  }
}
