import NIOCore

/// All connections of clients, on their loop: how many there may be, and which one goes for another.
final class Connections: Sendable {
  enum Place: Equatable {
    case welcome
    case tooMany
  }

  private struct Shared {
    var handlers: [ObjectIdentifier: ConnectionHandler] = [:]
    var isTicking = false
  }

  private static let interval = TimeAmount.seconds(1)
  /// A request that others wait for has to make progress without such a pause.
  private static let pause = TimeAmount.seconds(1)

  private let most: Int
  private let loop: any EventLoop
  private let shared: NIOLoopBoundBox<Shared>

  init(most: Int, loop: any EventLoop) {
    self.most = most
    self.loop = loop
    shared = .makeBoxSendingValue(Shared(), eventLoop: loop)
  }

  /// Counts a connection. Where there are too many, the one that has waited longest, for a request or for the
  /// rest of one, goes for it; where all are being answered there is no room.
  func opened(_ handler: ConnectionHandler) -> Place {
    if shared.value.handlers.count >= most {
      let idle = shared.value.handlers.values.filter { $0.idleSince != nil }
      guard let oldest = idle.min(by: { ($0.idleSince ?? .now()) < ($1.idleSince ?? .now()) }) else {
        return .tooMany
      }
      closed(oldest)
      oldest.abandon()
    }
    shared.value.handlers[ObjectIdentifier(handler)] = handler
    if !shared.value.isTicking {
      shared.value.isTicking = true
      loop.scheduleTask(in: Self.interval) { self.tick() }
    }
    return .welcome
  }

  func closed(_ handler: ConnectionHandler) {
    shared.value.handlers[ObjectIdentifier(handler)] = nil
  }

  /// Closes the connection whose request has made no progress for longest: what is kept of it is needed for others.
  ///
  /// - Returns: whether there was one.
  func shedStalled() -> Bool {
    let latest = NIODeadline.now() - Self.pause
    let stalled = shared.value.handlers.values.filter { $0.lastProgress.map { $0 < latest } ?? false }
    guard let oldest = stalled.min(by: { ($0.lastProgress ?? .now()) < ($1.lastProgress ?? .now()) }) else {
      return false
    }
    closed(oldest)
    oldest.abandon()
    return true
  }

  private func tick() {
    let now = NIODeadline.now()
    for handler in Array(shared.value.handlers.values) { handler.tick(now: now) }
    shared.value.isTicking = !shared.value.handlers.isEmpty
    if shared.value.isTicking { loop.scheduleTask(in: Self.interval) { self.tick() } }
  }
}
