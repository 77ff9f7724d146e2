import Bytes

/// Private keys in the armour of PEM (RFC 7468), of OpenSSH and of OpenPGP.
enum PrivateKey {
  static let opening = Array("-----BEGIN".utf8)
  private static let dashes = Array("-----".utf8)
  private static let label: ASCII = .upper.union(.digit).union(" ")
  private static let longestLabel = 48
  private static let privateKey = Array("PRIVATE KEY".utf8)
  /// What may stand between the parts of a key that code puts together.
  private static let glue: ASCII = " \t\r\n\"'`+,\\"
  private static let longestGlue = 256
  /// A line of a key is 64 long; only the last one is shorter.
  private static let shortestLine = 16
  private static let backslash = UInt8(ascii: "\\")

  /// - Parameter start: where `-----BEGIN` stands.
  static func find(_ bytes: Span<UInt8>, at start: Int) -> Credential? {
    let name = start + opening.count
    let nameEnd = bytes.end(of: label, from: name, limit: min(bytes.count, name + longestLabel))
    guard bytes.holds(dashes, at: nameEnd),
      (name..<nameEnd).contains(where: { bytes.holds(privateKey, at: $0) })
    else { return nil }
    let end = nameEnd + dashes.count
    guard hasKey(bytes, after: end) else { return nil }
    return Credential("a private key", start..<end, shown: end - start, isHeader: true)
  }

  /// Code that only names the header, to cut it off or to look for it, has a quote or an expression behind it.
  private static func hasKey(_ bytes: Span<UInt8>, after end: Int) -> Bool {
    var position = end
    var isQuoted = false
    let limit = min(bytes.count, end + longestGlue)
    while position < limit, glue.contains(bytes[position]) {
      if bytes[position].isIn(.quote) { isQuoted = true }
      // The letter of `\n` or `\r` is glue too.
      position += bytes[position] == backslash ? 2 : 1
    }
    if position >= bytes.count { return !isQuoted }
    if !isQuoted { return bytes[position].isIn(.base64) }
    let line = bytes.end(of: .base64, from: position, limit: min(bytes.count, position + 64))
    return line - position >= shortestLine && bytes.hasDigit(position..<line)
  }
}
