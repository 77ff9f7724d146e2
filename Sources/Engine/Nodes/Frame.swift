import NIOCore

/// What engine and node process say to each other: a length (4 bytes, of all that follows), the number of the
/// attempt and its token (4 bytes each), a kind (1 byte), and a payload; little-endian. runtime.js is the other
/// side.
struct Frame: Sendable {
  enum Kind: UInt8, Sendable {
    /// Once: what to load, with configuration and secrets.
    case configure = 1
    /// `{"run", "trace", "state", "input"}`
    case invoke = 2
    /// The time is over; the payload says why.
    case abort = 3
    case secrets = 4
    /// The process is there; `{"deno"}`.
    case hello = 5
    case loaded = 6
    /// The module could not be loaded; `{"message", "place"}`.
    case refused = 7
    /// The output, JSON.
    case output = 8
    /// `{"message", "place", "kind"}`
    case failure = 9
  }

  let kind: Kind
  let number: UInt32
  let token: UInt32
  let payload: ByteBuffer
}

/// Frames that wait to be written.
struct OutgoingFrames: Sendable {
  /// In bytes; what is longer is written from where it is.
  private static let longestCopied = 16 << 10

  private var parts: [ByteBuffer] = []
  /// The end of them.
  private var last = ByteBuffer()

  var isEmpty: Bool { parts.isEmpty && last.readableBytes == 0 }

  mutating func write(_ kind: Frame.Kind, _ number: UInt32, _ token: UInt32, _ payload: ByteBuffer) {
    open(kind, number, token, length: payload.readableBytes)
    append(payload)
  }

  mutating func invoke(_ number: UInt32, _ token: UInt32, _ invocation: Invocation) {
    open(.invoke, number, token, length: invocation.length)
    append(invocation.opening)
    append(invocation.input.bytes)
    last.writeInteger(UInt8(ascii: "}"))
  }

  /// All of them, and none is left.
  mutating func take() -> [ByteBuffer] {
    defer { self = OutgoingFrames() }
    if last.readableBytes > 0 { parts.append(last) }
    return parts
  }

  private mutating func open(_ kind: Frame.Kind, _ number: UInt32, _ token: UInt32, length: Int) {
    let length = FrameDecoder.headerLength + length
    last.reserveCapacity(minimumWritableBytes: 4 + min(length, Self.longestCopied))
    last.writeInteger(UInt32(length), endianness: .little)
    last.writeInteger(number, endianness: .little)
    last.writeInteger(token, endianness: .little)
    last.writeInteger(kind.rawValue)
  }

  private mutating func append(_ payload: ByteBuffer) {
    guard payload.readableBytes > Self.longestCopied else {
      last.writeImmutableBuffer(payload)
      return
    }
    parts.append(last)
    parts.append(payload)
    last = ByteBuffer()
  }
}

struct FrameDecoder: NIOSingleStepByteToMessageDecoder {
  typealias InboundOut = Frame

  /// A longer frame is not a frame: the process is broken.
  static let longest = 17 << 20
  /// Of what the length counts.
  static let headerLength = 9

  struct Broken: Error {}

  mutating func decode(buffer: inout ByteBuffer) throws -> Frame? {
    guard let length = buffer.getInteger(at: buffer.readerIndex, endianness: .little, as: UInt32.self) else {
      return nil
    }
    guard (Self.headerLength...Self.longest).contains(Int(length)) else { throw Broken() }
    guard buffer.readableBytes >= 4 + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: 4)
    guard let number = buffer.readInteger(endianness: .little, as: UInt32.self),
      let token = buffer.readInteger(endianness: .little, as: UInt32.self),
      let kind = buffer.readInteger(as: UInt8.self).flatMap(Frame.Kind.init),
      let payload = buffer.readSlice(length: Int(length) - Self.headerLength)
    else { throw Broken() }
    return Frame(kind: kind, number: number, token: token, payload: payload)
  }

  mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> Frame? {
    try decode(buffer: &buffer)
  }
}
