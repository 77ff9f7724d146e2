package import Diagnostics

/// Says where a file holds what looks like a credential, without saying it.
package struct CredentialCheck: Sendable {
  package let findings: [Finding]

  /// - Parameters:
  ///   - path: of the file, for people.
  ///   - secret: the Secret that credentials belong into.
  ///   - comments: how they are written in such a file.
  package init(_ bytes: [UInt8], path: String, secret: String, comments: CommentStyle) {
    var findings: [Finding] = []
    var cursor = TextCursor()
    var allowance = Allowance(comments)
    for credential in CredentialScan.credentials(in: bytes) {
      let position = cursor.advance(to: credential.range.lowerBound, in: bytes)
      if allowance.holds(at: cursor, in: bytes) { continue }
      findings.append(
        Finding(
          path: path, position: position,
          message:
            "this looks like \(credential.kind) (`\(credential.hint(in: bytes))`), and all who read the tree "
            + "could use it; put it into the Secret `\(secret)` (on this machine: `.secrets/`) and take it from "
            + "`ctx.secrets`, or, if it is none, write `\(comments.example)` and why on this line or the "
            + "one above", rule: .credential))
    }
    self.findings = findings
  }

  /// Other findings of the same file, none of which prints a credential.
  package func redacting(_ others: [Finding]) -> [Finding] {
    if findings.isEmpty { return others }
    return others.map { finding in
      var finding = finding
      finding.excerpt = nil
      finding.message = Self.redacted(finding.message)
      return finding
    }
  }

  private static func redacted(_ message: String) -> String {
    let bytes = Array(message.utf8)
    var redacted: [UInt8] = []
    var rest = 0
    for credential in CredentialScan.credentials(in: bytes) where credential.range.lowerBound >= rest {
      redacted += bytes[rest..<credential.range.lowerBound]
      redacted += credential.hint(in: bytes).utf8
      // What follows the header of a key is the key.
      rest = credential.isHeader ? bytes.count : credential.range.upperBound
    }
    return String(decoding: redacted + bytes[rest...], as: UTF8.self)
  }
}
