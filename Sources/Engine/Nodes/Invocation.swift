import NIOCore

/// `{"run", "trace", "state", "input"}`: what a process gets with an attempt. In two parts, as neither is copied for each
/// node of a run that gets it.
package struct Invocation: Sendable {
  /// The text up to the value of `input`; the same for all nodes of a run.
  let opening: ByteBuffer
  let input: ValidJSON

  /// In bytes.
  var length: Int { opening.readableBytes + input.bytes.readableBytes + 1 }
}
