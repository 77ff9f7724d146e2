package import NIOCore
package import YAML

/// Bytes that are one JSON text (RFC 8259) in UTF-8.
///
/// What comes from outside, a request's body or a node's output, becomes one by a scanner that builds nothing,
/// and is never looked at again: it can stand wherever a JSON value can.
package struct ValidJSON: Sendable {
  /// The text as it came, blanks included.
  package let bytes: ByteBuffer

  /// Above this many bytes a scan would keep an event loop from its other connections.
  static let longestOnLoop = 128 << 10

  package static let emptyObject = ValidJSON(.mapping(Mapping()))
  package static let null = ValidJSON(.null)

  /// - Throws: where the first fault is.
  package init(_ bytes: ByteBuffer) throws(Problem) {
    try JSON.check(bytes.readableBytesUInt8Span)
    self.bytes = bytes
  }

  /// The same, with long texts looked at elsewhere than on the event loop that the task runs on.
  ///
  /// - Throws: `Problem`: where the first fault is.
  package static func scanning(_ bytes: ByteBuffer) async throws -> ValidJSON {
    guard bytes.readableBytes > longestOnLoop else { return try ValidJSON(bytes) }
    return try await withTaskExecutorPreference(globalConcurrentExecutor) { try await scannedHere(bytes) }
  }

  /// Runs where the task prefers to.
  private static func scannedHere(_ bytes: ByteBuffer) async throws -> ValidJSON { try ValidJSON(bytes) }

  package init(_ value: Value) { bytes = ByteBuffer(string: JSON.compact(value)) }

  fileprivate init(written bytes: ByteBuffer) { self.bytes = bytes }
}

/// The name of a member, escaped once.
package struct JSONKey: Sendable, ExpressibleByStringLiteral {
  fileprivate let text: String

  package init(_ name: String) { text = JSON.compact(.string(name)) + ":" }

  /// A name of the program's own, without anything to escape.
  package init(stringLiteral name: StaticString) { text = "\"\(name)\":" }
}

/// Writes a JSON object member by member: no text gets into it that is not escaped or checked.
package struct JSONObjectWriter {
  private var bytes: ByteBuffer
  private var isEmpty = true

  /// - Parameter capacity: how many bytes to make room for.
  package init(capacity: Int = 512) {
    bytes = ByteBufferAllocator().buffer(capacity: capacity)
    bytes.writeInteger(UInt8(ascii: "{"))
  }

  package mutating func write(_ key: JSONKey, _ json: ValidJSON) {
    open(key)
    bytes.writeImmutableBuffer(json.bytes)
  }

  package mutating func write(_ key: JSONKey, string: String) {
    open(key)
    bytes.writeString(JSON.compact(.string(string)))
  }

  package mutating func write(_ key: JSONKey, _ bool: Bool) {
    open(key)
    bytes.writeString(bool ? "true" : "false")
  }

  /// - Parameter number: JSON has no NaN and no infinity; they become null.
  package mutating func write(_ key: JSONKey, _ number: Double) {
    open(key)
    bytes.writeString(number.isFinite ? number.description : "null")
  }

  package mutating func write(_ key: JSONKey, _ number: Int) {
    open(key)
    bytes.writeString(String(number))
  }

  /// - Parameter moment: its text.
  mutating func write(_ key: JSONKey, moment: [UInt8]) {
    open(key)
    bytes.writeInteger(UInt8(ascii: "\""))
    bytes.writeBytes(moment)
    bytes.writeInteger(UInt8(ascii: "\""))
  }

  /// Writes an object in the object.
  package mutating func write(_ key: JSONKey, members: (inout JSONObjectWriter) -> Void) {
    open(key)
    bytes.writeInteger(UInt8(ascii: "{"))
    isEmpty = true
    members(&self)
    bytes.writeInteger(UInt8(ascii: "}"))
    isEmpty = false
  }

  package consuming func finish() -> ValidJSON {
    bytes.writeInteger(UInt8(ascii: "}"))
    return ValidJSON(written: bytes)
  }

  /// The text up to the value of a member, which is the last one: that and `}` complete it.
  consuming func finish(before key: JSONKey) -> ByteBuffer {
    open(key)
    return bytes
  }

  private mutating func open(_ key: JSONKey) {
    if !isEmpty { bytes.writeInteger(UInt8(ascii: ",")) }
    isEmpty = false
    bytes.writeString(key.text)
  }
}
