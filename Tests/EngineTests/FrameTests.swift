import NIOCore
import Synchronization
import TestSupport
import Testing
import YAML

@testable import Engine

struct FrameTests {
  /// Feeds bytes in pieces, and gives the frames as texts.
  private func decode(_ bytes: [UInt8], pieces: Int = 1) throws -> [String] {
    var decoder = FrameDecoder()
    var buffer = ByteBuffer()
    var frames: [String] = []
    for start in stride(from: 0, to: bytes.count, by: max(1, bytes.count / pieces)) {
      buffer.writeBytes(bytes[start..<min(bytes.count, start + max(1, bytes.count / pieces))])
      while let frame = try decoder.decode(buffer: &buffer) {
        frames.append("\(frame.kind) \(frame.number) \(frame.token) \(String(buffer: frame.payload))")
      }
    }
    return frames
  }

  private static func bytes(of frames: inout OutgoingFrames) -> [UInt8] {
    frames.take().flatMap { Array($0.readableBytesView) }
  }

  @Test("An input becomes a frame, whether it is copied or not", arguments: [1, 100_000])
  func inputs(length: Int) throws {
    let text = String(repeating: "x", count: length)
    var frames = OutgoingFrames()
    let input = ValidJSON(.string(text))
    frames.invoke(1, 2, Invocation(opening: ByteBuffer(string: "{\"input\":"), input: input))
    frames.write(.abort, 1, 2, ByteBuffer(string: "end"))
    let bytes = Self.bytes(of: &frames)
    #expect(try decode(bytes) == ["invoke 1 2 {\"input\":\"\(text)\"}", "abort 1 2 end"])
    #expect(frames.isEmpty)
  }

  private static let two: [UInt8] = {
    var frames = OutgoingFrames()
    frames.write(.output, 7, 0xFFFF_FFFF, ByteBuffer(string: "[1]"))
    frames.write(.abort, .max, 0, ByteBuffer())
    return bytes(of: &frames)
  }()

  @Test("Frames are the same, in whatever pieces they come", arguments: [1, 2, 3, 7, 29])
  func pieces(count: Int) throws {
    #expect(
      try decode(Self.two, pieces: count) == ["output 7 4294967295 [1]", "abort 4294967295 0 "])
  }

  @Test(
    "What is no frame is an error, not a wait",
    arguments: [
      [0, 0, 0, 0], [8, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0], [255, 255, 255, 255], [1, 0, 16, 1],
      [9, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], [9, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 10],
    ])
  func broken(bytes: [UInt8]) {
    #expect(throws: FrameDecoder.Broken.self) { try decode(bytes) }
  }

  @Test("Any bytes are frames, wait for more, or are an error")
  func property() {
    var random = SplitMix64.seeded(for: "frames")
    for _ in 0..<fuzzRounds(otherwise: 5) * 100 {
      var bytes = Self.two
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      }
      _ = try? decode(bytes, pieces: .random(in: 1...9, using: &random))
    }
  }

  @Test("A process says of a failure only what it can know")
  func failures() {
    func failure(_ json: String) -> NodeFailure { NodeFailure(ByteBuffer(string: json)) }
    #expect(
      failure(#"{"message":"m","place":"nodes/a.ts:1:2","kind":"denied"}"#)
        == NodeFailure("m", kind: .denied, place: "nodes/a.ts:1:2"))
    #expect(failure(#"{"message":"m","kind":"timeout"}"#) == NodeFailure("m", kind: .threw))
    #expect(failure("no json") == NodeFailure("the node failed and did not say why", kind: .threw))
  }
}

struct MemoryWatchTests {
  @Test("The largest process goes first, and only when all together hold too much")
  func largest() {
    let ended = Ended()
    let watch = MemoryWatch(limit: 200 << 20) { 30 << 20 }
    for node in 0...1 { watch.onRelief(of: node) { process, _ in ended.add("\(node).\(process)") } }
    watch.holds(60 << 20, 0, 1)
    watch.holds(40 << 20, 1, 1)
    watch.relieve()
    // 180 MiB are left of the limit.
    #expect(ended.all == [])
    #expect(!watch.isShort)
    watch.holds(85 << 20, 1, 2)
    #expect(watch.isShort)
    watch.relieve()
    #expect(ended.all == ["1.2"])
    // It is on its way out and does not count twice.
    watch.relieve()
    #expect(ended.all == ["1.2"])
    watch.isGone(0, 1)
    #expect(watch.bytes(of: 0) == 0)
    #expect(watch.bytes(of: 1) == 40 << 20)
  }

  @Test("Without a limit there is nothing to keep")
  func unlimited() {
    let watch = MemoryWatch(limit: nil) { 1 << 40 }
    watch.holds(1 << 40, 0, 1)
    watch.relieve()
    #expect(!watch.isShort)
  }

  @Test("Limits are looked for in the groups that decide about memory, and those above")
  func groups() {
    #expect(ContainerMemory.groups("0::/a/b\n") == ["", "/a", "/a/b"])
    #expect(ContainerMemory.groups("5:cpu:/x\n4:memory:/pod/c:d\n") == ["", "/pod", "/pod/c:d"])
    #expect(ContainerMemory.groups("0::/\n") == [""])
  }

  private final class Ended: Sendable {
    private let names = Mutex<[String]>([])
    var all: [String] { names.withLock(\.self) }
    func add(_ name: String) { names.withLock { $0.append(name) } }
  }
}

struct LogBudgetTests {
  @Test("A burst, then a steady rate; what is refused costs nothing")
  func rate() {
    var budget = LogBudget(burst: 1000, perSecond: 100)
    let start = ContinuousClock.now
    let takes: [(bytes: Int, second: Int, isAllowed: Bool)] = [
      (1000, 0, true), (1, 0, false), (101, 1, false), (100, 1, true), (1001, 1000, false),
      (1000, 1000, true),
    ]
    for take in takes {
      let isAllowed = budget.take(take.bytes, now: start + .seconds(take.second))
      #expect(isAllowed == take.isAllowed, "\(take)")
    }
  }
}

struct LogLinesTests {
  @Test("Lines are cut wherever the bytes are; after a gap, the rest of a line is none")
  func lines() {
    var lines = LogLines()
    var seen: [String] = []
    func add(_ text: String) {
      lines.add(Array(text.utf8), extra: 0) { line, leftOut in
        seen.append(String(decoding: line, as: UTF8.self) + (leftOut > 0 ? "+\(leftOut)" : ""))
      }
    }
    add("one\r\ntw")
    add("o\n")
    add("half")
    lines.drop(Array("gone\ngo".utf8))
    add("ne\nthree\n")
    lines.drop(Array("gone\n".utf8))
    add("four\n")
    add(String(repeating: "x", count: LogLines.longest + 7) + "\nlast")
    lines.end { line, _ in seen.append(String(decoding: line, as: UTF8.self)) }
    let long = String(repeating: "x", count: LogLines.longest) + "+7"
    #expect(seen == ["one", "two", "three", "four", long, "last"])
  }
}
