import NIOCore

/// What engine and node process say to each other: a length (4 bytes, of all that follows), the number of the
/// invocation (4 bytes), a kind (1 byte), and a payload; little-endian. runtime.js is the other side.
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
    /// `{"message", "place"}`
    case failure = 9
  }

  let kind: Kind
  let invocation: UInt32
  let payload: ByteBuffer
}

extension ByteBuffer {
  /// Appends a frame whose payload `body` writes.
  mutating func writeFrame(_ kind: Frame.Kind, _ invocation: UInt32, _ body: (inout ByteBuffer) -> Void) {
    let start = writerIndex
    writeInteger(UInt32(0), endianness: .little)
    writeInteger(invocation, endianness: .little)
    writeInteger(kind.rawValue)
    body(&self)
    setInteger(UInt32(writerIndex - start - 4), at: start, endianness: .little)
  }
}

struct FrameDecoder: NIOSingleStepByteToMessageDecoder {
  typealias InboundOut = Frame

  /// A longer frame is no frame: the process is broken.
  static let longest = 17 << 20
  private static let headerLength = 5

  struct Broken: Error {}

  mutating func decode(buffer: inout ByteBuffer) throws -> Frame? {
    guard let length = buffer.getInteger(at: buffer.readerIndex, endianness: .little, as: UInt32.self) else {
      return nil
    }
    guard (Self.headerLength...Self.longest).contains(Int(length)) else { throw Broken() }
    guard buffer.readableBytes >= 4 + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: 4)
    guard let invocation = buffer.readInteger(endianness: .little, as: UInt32.self),
      let kind = buffer.readInteger(as: UInt8.self).flatMap(Frame.Kind.init),
      let payload = buffer.readSlice(length: Int(length) - Self.headerLength)
    else { throw Broken() }
    return Frame(kind: kind, invocation: invocation, payload: payload)
  }

  mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> Frame? {
    try decode(buffer: &buffer)
  }
}
