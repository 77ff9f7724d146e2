import Bytes

/// URLs that give access to who knows them.
enum SecretURL {
  private static let slash = UInt8(ascii: "/")
  private static let colon = UInt8(ascii: ":")
  private static let pathBytes: ASCII = .alphanumeric.union("-_/")
  private static let schemeBytes: ASCII = .alphanumeric.union("+-")
  /// Longer paths and user parts are no URL of these.
  private static let longest = 512
  private static let shortestPassword = 3

  /// Hosts, the last label apart, and how their secret paths begin.
  private static let webhooks: [(kind: String, host: [UInt8], path: [UInt8])] = [
    ("a Slack webhook URL", "hooks.slack.", "com/services/"),
    ("a Slack webhook URL", "hooks.slack.", "com/workflows/"),
    ("a Slack webhook URL", "hooks.slack.", "com/triggers/"),
    ("a Discord webhook URL", "discord.", "com/api/webhooks/"),
    ("a Discord webhook URL", "discordapp.", "com/api/webhooks/"),
  ].map { ($0, Array($1.utf8), Array($2.utf8)) }

  /// A webhook of which `run` is a long part of the path.
  static func webhook(_ bytes: Span<UInt8>, _ run: Range<Int>) -> Credential? {
    guard run.lowerBound > 0, bytes[run.lowerBound - 1] == slash else { return nil }
    let limit = max(0, run.lowerBound - longest)
    var start = run.lowerBound
    while start > limit, pathBytes.contains(bytes[start - 1]) { start -= 1 }
    for (kind, host, path) in webhooks {
      guard bytes.holds(path, at: start), bytes.holds(host, at: start - host.count) else { continue }
      // The last part of the path is the secret.
      guard run.lowerBound > start + path.count,
        run.upperBound == bytes.count || bytes[run.upperBound] != slash
      else { continue }
      return Credential(kind, (start - host.count)..<run.upperBound, shown: host.count + path.count)
    }
    return nil
  }

  /// `scheme://user:password@`, with the password written out.
  ///
  /// - Parameter at: where the `@` stands.
  static func password(_ bytes: Span<UInt8>, at: Int) -> Credential? {
    let limit = max(0, at - longest)
    var start = at
    while start > limit, ASCII.userInfo.contains(bytes[start - 1]) { start -= 1 }
    guard start >= 3, bytes[start - 1] == slash, bytes[start - 2] == slash, bytes[start - 3] == colon
    else { return nil }
    var separator = start
    while separator < at, bytes[separator] != colon { separator += 1 }
    guard at - separator > shortestPassword else { return nil }
    let schemeEnd = start - 3
    var scheme = schemeEnd
    while scheme > limit, schemeBytes.contains(bytes[scheme - 1]) { scheme -= 1 }
    guard scheme < schemeEnd else { return nil }
    return Credential("a URL with a password", scheme..<at, shown: start - scheme)
  }
}
