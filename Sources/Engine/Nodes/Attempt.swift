import NIOCore

/// One attempt of one run at a node, from the moment at which the node is asked for until it has answered.
struct Attempt<Answer: Sendable>: Sendable {
  /// By which it is cancelled.
  let id: UInt64
  /// Goes to the process and comes back with the answer: who cannot show it did not run the attempt.
  let token: UInt32
  let timeout: TimeAmount
  let timeoutText: String
  let answer: Answer
  var asked = NIODeadline.uptimeNanoseconds(0)
  /// What the process gets; nil once it has begun, as it is then never sent again.
  var invocation: Invocation?
  /// How often it was taken back from a process that had not begun it.
  var moves = 0
  var sent = NIODeadline.uptimeNanoseconds(0)
  /// Counts from the moment at which the process began it; nil before.
  var deadline: NIODeadline?
  /// When the process was told to end it.
  var aborted: NIODeadline?

  init(
    id: UInt64, token: UInt32, timeout: TimeAmount, timeoutText: String, invocation: Invocation,
    answer: Answer
  ) {
    self.id = id
    self.token = token
    self.timeout = timeout
    self.timeoutText = timeoutText
    self.invocation = invocation
    self.answer = answer
  }

  var hasBegun: Bool { deadline != nil }

  mutating func begin(now: NIODeadline) {
    deadline = now + timeout
    invocation = nil
  }

  var timedOut: NodeFailure { NodeFailure("timed out after \(timeoutText)", kind: .timeout) }
}
