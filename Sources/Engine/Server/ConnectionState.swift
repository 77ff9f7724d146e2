import NIOCore

/// Where the connection of a client is, and what has to be done with it. Pure: an event goes in, actions come
/// out; the clock is a parameter.
struct ConnectionState {
  /// How long a client may keep a connection, and what is buffered for it, from others.
  struct Limits {
    /// Without a request, or with half of a request's head.
    var idle = TimeAmount.seconds(60)
    /// Between two parts of a body.
    var stall = TimeAmount.seconds(15)
    /// For a whole body.
    var body = TimeAmount.seconds(120)
    /// So many bytes of a body are progress; fewer keep its connection, and no place that others need.
    var progress = 16 << 10
    /// In which nothing of an answer was taken.
    var unread = TimeAmount.seconds(30)
    /// For a refusal to be read by a client that is still sending, before the connection is closed.
    var linger = TimeAmount.seconds(2)
  }

  enum Action: Equatable {
    /// `100 Continue`: the client sends its body, or shows that it is gone.
    case sendContinue
    /// Once what was written has left.
    case close
    /// The same, and what still comes in is thrown away.
    case closeOutput
    /// Without regard to what was written.
    case abandon
  }

  private struct Reading {
    let since: NIODeadline
    /// When the last part came.
    var last: NIODeadline
    var lastProgress: NIODeadline
    /// That came since then.
    var bytes = 0

    init(since: NIODeadline) { (self.since, last, lastProgress) = (since, since, since) }
  }

  private let limits: Limits
  /// Of the request that is being read; nil when none is.
  private var reading: Reading?
  /// Requests that are not answered in full.
  private var unanswered = 0
  private var lastUse: NIODeadline
  private var waitsForContinue = false
  private var hasBegunAnswer = false
  private var closesAfterAnswer = false
  private var lingerSince: NIODeadline?
  private var unread: (bytes: Int, since: NIODeadline)?
  private var probesLeft = 0

  init(limits: Limits = Limits(), now: NIODeadline) {
    self.limits = limits
    lastUse = now
  }

  /// Whether what comes in is thrown away.
  var isLingering: Bool { lingerSince != nil }

  /// Whether a part of an answer was written, and not its end.
  var isAnswering: Bool { hasBegunAnswer }

  /// Since when the connection is idle; nil while a whole request is being answered.
  var idleSince: NIODeadline? {
    if lingerSince != nil { return lastUse }
    return unanswered > (reading == nil ? 0 : 1) || unanswered == 1 && reading == nil ? nil : lastUse
  }

  /// When an unfinished request last made progress; nil while none is being read.
  var lastProgress: NIODeadline? { lingerSince == nil ? reading?.lastProgress : nil }

  mutating func requestBegan(expectsContinue: Bool, now: NIODeadline) {
    reading = Reading(since: now)
    lastUse = now
    unanswered += 1
    waitsForContinue = expectsContinue
  }

  mutating func bodyArrived(bytes: Int, now: NIODeadline) {
    if var reading {
      reading.last = now
      reading.bytes += bytes
      if reading.bytes >= limits.progress { (reading.bytes, reading.lastProgress) = (0, now) }
      self.reading = reading
    }
    lastUse = now
    waitsForContinue = false
  }

  /// - Returns: what to do when it was read only to be thrown away.
  mutating func requestEnded(now: NIODeadline) -> [Action] {
    reading = nil
    lastUse = now
    waitsForContinue = false
    return lingerSince == nil ? [] : [.close]
  }

  /// The body is wanted.
  mutating func bodyIsRead(now: NIODeadline) -> [Action] {
    guard waitsForContinue else { return [] }
    waitsForContinue = false
    reading?.last = now
    reading?.lastProgress = now
    return [.sendContinue]
  }

  mutating func answerBegan(closes: Bool) {
    hasBegunAnswer = true
    if closes { closesAfterAnswer = true }
  }

  mutating func answerEnded(now: NIODeadline) -> [Action] {
    // What could not be read as a request is answered without one.
    unanswered = max(0, unanswered - 1)
    hasBegunAnswer = false
    lastUse = now
    guard closesAfterAnswer else { return [] }
    if reading == nil { return [.close] }
    lingerSince = now
    return [.closeOutput]
  }

  /// The client sends nothing more. It may have closed its half alone, or be gone: what is sent to one that is
  /// gone comes back as a reset, and clients have to pass over an interim answer (RFC 9110, section 15.2).
  mutating func inputClosed() -> [Action] {
    guard unanswered > 0, !hasBegunAnswer, lingerSince == nil else { return [] }
    probesLeft = 1
    return [.sendContinue]
  }

  /// - Parameter buffered: bytes that are still to be written.
  mutating func tick(buffered: Int, now: NIODeadline) -> [Action] {
    if let lingerSince { return now >= lingerSince + limits.linger ? [.abandon] : [] }
    if buffered == 0 {
      unread = nil
    } else if let known = unread, known.bytes <= buffered {
      if now >= known.since + limits.unread { return [.abandon] }
    } else {
      unread = (buffered, now)
    }
    if let reading, now >= reading.last + limits.stall || now >= reading.since + limits.body {
      return [.abandon]
    }
    if unanswered == 0, reading == nil, buffered == 0, now >= lastUse + limits.idle { return [.abandon] }
    guard probesLeft > 0, unanswered > 0, !hasBegunAnswer else { return [] }
    probesLeft -= 1
    return [.sendContinue]
  }
}
