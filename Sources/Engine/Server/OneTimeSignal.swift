/// Something that happens once, and that one task can wait for.
struct OneTimeSignal: Sendable {
  private let stream: AsyncStream<Void>
  private let source: AsyncStream<Void>.Continuation

  init() { (stream, source) = AsyncStream.makeStream() }

  func give() { source.finish() }

  func wait() async {
    for await _ in stream {}
  }
}
