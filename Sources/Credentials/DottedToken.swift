import Bytes

/// Tokens of several parts with dots between them.
enum DottedToken {
  private static let dot = UInt8(ascii: ".")
  private static let sendGrid = Array("SG.".utf8)
  private static let objectStart = Array("eyJ".utf8)
  private static let shortestPart = 10
  private static let shortestSignature = 20

  /// - Parameter run: all bytes of the alphabet of tokens around a place, not followed by another one.
  static func find(_ bytes: Span<UInt8>, _ run: Range<Int>) -> Credential? {
    guard run.upperBound < bytes.count, bytes[run.upperBound] == dot else { return nil }
    return webToken(bytes, run) ?? sendGridKey(bytes, run)
  }

  /// A JSON Web Token with its signature (RFC 7519): header and payload are objects, which Base64 begins so.
  private static func webToken(_ bytes: Span<UInt8>, _ run: Range<Int>) -> Credential? {
    guard bytes.holds(objectStart, at: run.lowerBound), bytes.holds(objectStart, at: run.upperBound + 1)
    else { return nil }
    let payload = bytes.end(of: .token, from: run.upperBound + 1, limit: bytes.count)
    guard payload - run.upperBound > shortestPart, payload < bytes.count, bytes[payload] == dot
    else { return nil }
    let end = bytes.end(of: .token, from: payload + 1, limit: bytes.count)
    guard end - payload > shortestSignature else { return nil }
    return Credential("a JSON Web Token", run.lowerBound..<end, shown: objectStart.count)
  }

  /// `SG.`, 22 bytes, a dot, 43 bytes.
  private static func sendGridKey(_ bytes: Span<UInt8>, _ run: Range<Int>) -> Credential? {
    let start = run.lowerBound - sendGrid.count
    guard run.count == 22, bytes.holds(sendGrid, at: start),
      start == 0 || !bytes[start - 1].isIn(.token)
    else { return nil }
    let end = bytes.end(of: .token, from: run.upperBound + 1, limit: bytes.count)
    guard end - run.upperBound == 44 else { return nil }
    return Credential("a SendGrid key", start..<end, shown: sendGrid.count)
  }
}
