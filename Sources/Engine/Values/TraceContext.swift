/// Where a request is in a trace (W3C Trace Context, https://www.w3.org/TR/trace-context/): made of header
/// fields by one reader, so that no text of a client's goes on that is not such a value.
package struct TraceContext: Sendable, Equatable {
  /// `00-TRACE-PARENT-FLAGS`, as the engine knows the specification, whatever the version that came.
  package let parent: String
  /// The list of `tracestate`, without blanks around its members; nil when there is none, or none that is right.
  package let state: String?

  /// Flags that the specification knows: sampled, random trace identifier. All others have to be passed as 0.
  private static let knownFlags: UInt8 = 0b11
  private static let mostMembers = 32
  private static let longestMember = 256

  /// - Parameters:
  ///   - parents: the values of all fields `traceparent`; more than one are none.
  ///   - states: the values of all fields `tracestate`, in their order.
  /// - Returns: nil where no trace is to be followed.
  package init?(parents: [String], states: [String]) {
    guard parents.count == 1, let parent = parents.first.flatMap(Self.parent) else { return nil }
    self.parent = parent
    state = Self.state(states)
  }

  /// `VERSION-TRACE-PARENT-FLAGS` in lower-case hex, neither identifier all zeros. What a later version has behind
  /// that is left out.
  private static func parent(_ text: String) -> String? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let lengths = [2, 32, 16, 2]
    guard parts.count >= lengths.count, parts[0] != "ff", parts[0] != "00" || parts.count == lengths.count,
      zip(parts, lengths).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy(isHex) }),
      parts[1...2].allSatisfy({ $0.contains { $0 != "0" } }), let flags = UInt8(parts[3], radix: 16)
    else { return nil }
    return "00-\(parts[1])-\(parts[2])-0\(flags & knownFlags)"
  }

  private static func isHex(_ byte: UInt8) -> Bool { (48...57).contains(byte) || (97...102).contains(byte) }

  private static func state(_ values: [String]) -> String? {
    var members: [Substring] = []
    var keys: Set<Substring> = []
    for value in values {
      for member in value.split(separator: ",") {
        let member = trimmed(member)
        if member.isEmpty { continue }
        guard let key = key(of: member), keys.insert(key).inserted else { return nil }
        members.append(member)
      }
    }
    return members.isEmpty || members.count > mostMembers ? nil : members.joined(separator: ",")
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = text.drop(while: isBlank)
    return start.prefix(start.count - start.reversed().prefix(while: isBlank).count)
  }

  /// The key of a member `key=value` that is written as the specification says.
  private static func key(of member: Substring) -> Substring? {
    let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[0].utf8.first, isLetterOrDigit(first),
      parts[0].utf8.count <= longestMember, parts[0].utf8.allSatisfy(isOfKey),
      (1...longestMember).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy(isOfValue)
    else { return nil }
    return parts[0]
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte)
  }

  private static func isOfKey(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte)
      || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "@")]
        .contains(byte)
  }

  /// Visible ASCII and blanks, except for what separates members and keys.
  private static func isOfValue(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: ",") && byte != UInt8(ascii: "=")
  }
}
