import Files
import NIOCore
import Synchronization

/// What happens to one process of a node, in order.
final class NodeLife: Sendable {
  enum Event: Sendable {
    case connected(any Channel)
    case frame(Frame)
    case kill
    /// The connection or one of the outputs has ended.
    case ended
  }

  let worker: Worker
  let events: AsyncStream<Event>
  private let source: AsyncStream<Event>.Continuation
  private let outputs: AsyncStream<Void>
  private let outputSource: AsyncStream<Void>.Continuation
  private let shared = Mutex(Shared())

  private struct Shared {
    var wasReady = false
    var failure: NodeFailure?
    var openOutputs = 2
    var listener: (channel: any Channel, path: String)?
  }

  init(worker: Worker) {
    self.worker = worker
    (events, source) = AsyncStream.makeStream()
    (outputs, outputSource) = AsyncStream.makeStream()
  }

  func tell(_ event: Event) { source.yield(event) }

  /// No more events are looked at.
  func finish() { source.finish() }

  var wasReady: Bool { shared.withLock(\.wasReady) }

  func becomeReady() { shared.withLock { $0.wasReady = true } }

  /// Why it did not come up, where its end does not tell.
  var failure: NodeFailure? { shared.withLock(\.failure) }

  func fail(_ failure: NodeFailure) {
    shared.withLock { $0.failure = $0.failure ?? failure }
    tell(.kill)
  }

  func listens(on channel: any Channel, _ path: String) {
    shared.withLock { $0.listener = (channel, path) }
  }

  /// The one connection is there: nobody else gets one.
  func connected(_ channel: any Channel) {
    let listener = shared.withLock { shared in
      defer { shared.listener = nil }
      return shared.listener
    }
    guard let listener else {
      channel.close(promise: nil)
      return
    }
    listener.channel.close(promise: nil)
    try? Disk.remove(listener.path)
    tell(.connected(channel))
  }

  func outputEnded() {
    let open = shared.withLock { shared in
      shared.openOutputs -= 1
      return shared.openOutputs
    }
    tell(.ended)
    if open == 0 { outputSource.finish() }
  }

  /// Waits until nothing can come from the process any more.
  func outputsEnded() async {
    for await _ in outputs {}
  }
}

/// The connection to a node's process.
final class NodeChannelHandler: ChannelInboundHandler {
  typealias InboundIn = Frame

  private let life: NodeLife

  init(life: NodeLife) { self.life = life }

  func channelActive(context: ChannelHandlerContext) {
    life.connected(context.channel)
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    switch frame.kind {
    // The many, on the short way.
    case .output, .failure: life.worker.receive(frame)
    default: life.tell(.frame(frame))
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    life.tell(.ended)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // What else breaks a connection is the end of the process, which says more of itself.
    if error is FrameDecoder.Broken {
      life.worker.kill(because: "the node's process sent something that is no answer")
    }
    context.close(promise: nil)
  }
}
