import FoundationEssentials
package import NIOCore

/// What starts a run.
package struct RunRequest: Sendable {
  package let id: String
  /// JSON.
  package let input: ByteBuffer
  /// W3C Trace Context, for the requests that nodes make.
  package let traceParent: String?
  package let traceState: String?
  /// Members of each invocation's message beside its input; see `Fixture`.
  var members = ByteBuffer()

  package init(input: ByteBuffer, traceParent: String? = nil, traceState: String? = nil) {
    id = UUID().uuidString.lowercased()
    self.input = input
    self.traceParent = traceParent.flatMap { Self.isTraceParent($0) ? $0 : nil }
    self.traceState = self.traceParent == nil ? nil : traceState
  }

  /// `version-traceid-parentid-flags` in lower-case hex, neither id all zeros (W3C Trace Context, 3.2).
  private static func isTraceParent(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0] != "ff", parts[0] != "00" || parts.count == 4 else { return false }
    let lengths = [2, 32, 16, 2]
    let isHex = zip(parts, lengths).allSatisfy { part, length in
      part.utf8.count == length
        && part.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
    return isHex && parts[1].contains { $0 != "0" } && parts[2].contains { $0 != "0" }
  }
}
