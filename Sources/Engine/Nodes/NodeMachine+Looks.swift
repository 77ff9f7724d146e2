import NIOCore

/// What the kernel says of processes is judged.
extension NodeMachine {
  mutating func looked(_ id: Int, _ look: ProcessLook, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase != .dying else { return }
    if let held = look.ownMemory {
      if held > limits.memory {
        let failure = NodeFailure(
          "the node's process used \(held >> 20) MiB of memory; it may have \(limits.memoryText) (from the "
            + "container's memory limit, or --node-memory)")
        return outgrown(id, failure, now)
      }
      processes[process].watch.holds(held, of: limits.memory)
    }
    guard processes[process].ready != nil else { return }
    if let busy = look.busy {
      let answers = processes[process].answers
      processes[process].answers = 0
      let share = processes[process].watch.share(busy, now)
      load.look(busy: processes[process].watch.took(busy), answers: answers, share: share)
      let isHogging = processes[process].watch.hogs(
        share, for: limits.hogging, isRelieved: isRelieved(process), now)
      if isHogging {
        return kill(process, processes[process].doom?.failure ?? Doom.stalled.failure, now)
      }
    }
    let isIdle = processes[process].phase == .ready && !processes[process].hasAttempts
    if processes[process].watch.goesOn(
      look.processorTime, isIdle: isIdle, events: processes[process].events, now)
    {
      doom(process, .computing)
    }
  }

  /// It holds too much; its successor gets less at a time.
  mutating func outgrown(_ id: Int, _ failure: NodeFailure, _ now: NIODeadline) {
    guard let process = index(id), processes[process].phase != .dying else { return }
    giveLess(than: process)
    broken(id, failure, now)
  }

  /// To those that come after a process which had more at a time than fits.
  mutating func giveLess(than process: Int) {
    let attempts = processes[process].running.count + processes[process].abandoned.count
    if attempts > 1 { load.outgrew(with: attempts) }
  }

  typealias Doom = NodeProcessState<Answer>.Doom

  /// Whether it has to end an attempt and serves no other.
  private func isRelieved(_ process: Int) -> Bool {
    processes[process].doom == .overdue && (processes[process].phase == .leaving || failures > 0)
  }
}
