import Bytes
internal import Glibc

/// Finds credentials in a file.
///
/// All but passwords in URLs are or hold a long run of letters, digits, `-` and `_`, which code hardly has. Such
/// runs are found without looking at each byte: when the tenth byte is none of a run, the nine before it are no
/// long run either. So a render does not notice it.
enum CredentialScan {
  /// That of the shortest mark, `-----BEGIN`.
  private static let shortestRun = PrivateKey.opening.count

  /// In the order of the file.
  static func credentials(in bytes: [UInt8]) -> [Credential] {
    var found: [Credential] = []
    passwords(bytes, &found)
    runs(bytes.span, &found)
    return found.count < 2 ? found : found.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private static func runs(_ bytes: Span<UInt8>, _ found: inout [Credential]) {
    let token = ASCII.token
    // No byte of a run stands before it.
    var start = 0
    while start + shortestRun <= bytes.count {
      var position = start + shortestRun - 1
      while position >= start, token.contains(bytes[position]) { position -= 1 }
      if position >= start {
        start = position + 1
        continue
      }
      let end = bytes.end(of: token, from: start + shortestRun, limit: bytes.count)
      if let credential = credential(bytes, start..<end) { found.append(credential) }
      start = end + 1
    }
  }

  private static func credential(_ bytes: Span<UInt8>, _ run: Range<Int>) -> Credential? {
    if let found = token(bytes, run) ?? DottedToken.find(bytes, run) ?? SecretURL.webhook(bytes, run) {
      return found
    }
    let opening = run.upperBound - PrivateKey.opening.count
    if bytes.holds(PrivateKey.opening, at: opening) { return PrivateKey.find(bytes, at: opening) }
    // In a string, `\n` and the token behind it are one run.
    guard run.lowerBound > 0, bytes[run.lowerBound - 1] == UInt8(ascii: "\\") else { return nil }
    return token(bytes, (run.lowerBound + 1)..<run.upperBound)
  }

  private static func token(_ bytes: Span<UInt8>, _ run: Range<Int>) -> Credential? {
    guard TokenShape.firstBytes.contains(bytes[run.lowerBound]) else { return nil }
    for shape in TokenShape.all {
      guard let end = shape.end(in: bytes, run) else { continue }
      return Credential(shape.kind, run.lowerBound..<end, shown: shape.prefix.count)
    }
    return nil
  }

  private static func passwords(_ bytes: [UInt8], _ found: inout [Credential]) {
    var start = 0
    while let at = firstAt(in: bytes, from: start) {
      if let credential = SecretURL.password(bytes.span, at: at) { found.append(credential) }
      start = at + 1
    }
  }

  /// The next `@`, which code seldom has.
  private static func firstAt(in bytes: [UInt8], from start: Int) -> Int? {
    unsafe bytes.withUnsafeBytes { buffer in
      guard start < buffer.count, let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, Int32(UInt8(ascii: "@")), buffer.count - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - base
    }
  }
}
