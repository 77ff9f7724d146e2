import NIOCore

/// What starts a run.
package struct RunRequest: Sendable {
  package let id: String
  package let input: ValidJSON
  /// For the requests that nodes make.
  package let trace: TraceContext?
  /// What its bytes are counted in.
  var share: ByteBudget.Share?
  /// Members of each attempt's message beside its input; see `Fixture`.
  var members: [(key: JSONKey, value: ValidJSON)] = []

  package init(input: ValidJSON, trace: TraceContext? = nil) {
    id = RandomBits.identifier()
    self.input = input
    self.trace = trace
  }

  /// What all its nodes get, up to the value of `input`.
  var opening: ByteBuffer {
    var message = JSONObjectWriter()
    message.write("run", string: id)
    if let trace {
      message.write("trace", string: trace.parent)
      if let state = trace.state { message.write("state", string: state) }
    }
    for (key, value) in members { message.write(key, value) }
    return message.finish(before: "input")
  }

  /// Whether a text that comes from elsewhere can be the identifier of a run.
  static func isIdentifier(_ text: String) -> Bool {
    text.utf8.count == 36
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) || $0 == UInt8(ascii: "-") }
  }
}
