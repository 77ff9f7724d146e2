import Bytes
import WorkflowModel

/// The address of a git repository, as a controller in a cluster fetches from it.
///
/// It is what both take: Flux wants `^(http|https|ssh)://` and reads the rest as Go's `net/url` does; Argo CD takes for
/// ssh what matches `^(ssh://)?([^/:]*?)@[^@]+$`, and hands it to git.
package struct GitAddress: Hashable, Sendable {
  package struct Invalid: Error, Hashable, Sendable {
    package let reason: String
  }

  package let text: String
  /// Nil for the short form of ssh, `git@example.com:team/repository.git`.
  package let scheme: String?

  private static let schemes = ["https", "http", "ssh"]
  private static let expected =
    "an address like https://example.com/team/repository.git or ssh://git@example.com/team/repository.git"

  package init(_ text: String) throws(Invalid) {
    guard !text.isEmpty, !text.unicodeScalars.contains(where: Self.isForbidden), !text.contains("{{") else {
      throw Invalid(reason: "`\(text)` is not the address of a git repository; expected \(Self.expected)")
    }
    if let mark = text.firstRange(of: "://") {
      scheme = try Self.scheme(text[..<mark.lowerBound], of: text)
      try Self.check(text[mark.upperBound...], isSSH: scheme == "ssh", of: text)
    } else {
      scheme = nil
      try Self.check(short: text)
    }
    self.text = text
  }

  private static func scheme(_ scheme: Substring, of text: String) throws(Invalid) -> String {
    if schemes.contains(String(scheme)) { return String(scheme) }
    if schemes.contains(scheme.lowercased()) {
      throw Invalid(reason: "`\(text)`: controllers know `\(scheme.lowercased())://` in lower case only")
    }
    throw Invalid(reason: "`\(text)` cannot be fetched from a cluster; expected \(expected)")
  }

  // MARK: With a scheme

  /// - Parameter rest: what is behind the scheme.
  private static func check(_ rest: Substring, isSSH: Bool, of text: String) throws(Invalid) {
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    var authority = rest[..<end]
    if let at = authority.lastIndex(of: "@") {
      let user = authority[..<at]
      guard isSSH, !user.contains(":") else { throw Invalid(reason: secret) }
      guard isUser(user) else { throw Invalid(reason: "`\(text)`: `\(user)` is not a user name") }
      authority = authority[authority.index(after: at)...]
    } else if isSSH {
      throw Invalid(reason: "`\(text)` names no user, and without one Argo CD does not use ssh; \(git)")
    }
    do {
      _ = try NetworkAuthority(String(authority))
    } catch {
      // The port that is none is often a path of the short form.
      let hint =
        isSSH && error == .port ? "; write `/` before the path, as in ssh://git@example.com/team/r.git" : ""
      throw Invalid(reason: "`\(text)`: \(error.reason)\(hint)")
    }
    try check(path: rest[end...].dropFirst(), isSSH: isSSH, of: text)
  }

  private static let git = "most hosts expect `git@`, as in ssh://git@example.com/team/repository.git"
  private static let secret =
    "the address has a user or a password, and the output is for git; put it into a Secret that the controller "
    + "reads"

  private static func check(path: Substring, isSSH: Bool, isShort: Bool = false, of text: String)
    throws(Invalid)
  {
    guard !path.allSatisfy({ $0 == "/" }) else {
      throw Invalid(reason: "`\(text)` names a host and no repository; expected \(expected)")
    }
    guard !path.contains(where: { "?#".contains($0) }) else {
      throw Invalid(
        reason: "`\(text)`: the address of a repository has no `?` or `#`; give the revision with "
          + "`--revision`")
    }
    guard !path.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }) else {
      throw Invalid(reason: "`\(text)`: the path of a repository has no `.` or `..`")
    }
    guard isShort || hasWholeEscapes(path) else {
      throw Invalid(
        reason: "`\(text)`: `%` has to be followed by two hexadecimal digits; write a `%` itself as `%25`")
    }
    if isSSH, path.contains("@") {
      throw Invalid(reason: "`\(text)`: Argo CD accepts only one `@` in an ssh address")
    }
  }

  private static func hasWholeEscapes(_ path: Substring) -> Bool {
    path.split(separator: "%", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
      let digits = part.prefix(2)
      return digits.utf8.count == 2 && digits.consists(of: .hexDigit)
    }
  }

  // MARK: The short form of ssh

  /// `user@host:path`, as `scp` writes it: no port, and no address of IPv6, in which `:` would be two things.
  private static func check(short text: String) throws(Invalid) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains("/") else {
      throw Invalid(reason: "`\(text)` cannot be fetched from a cluster; expected \(expected)")
    }
    guard let at = parts[0].lastIndex(of: "@") else {
      throw Invalid(reason: "`\(text)` names no user, and without one Argo CD does not use ssh; \(git)")
    }
    let host = String(parts[0][parts[0].index(after: at)...])
    guard isUser(parts[0][..<at]) else {
      throw Invalid(reason: "`\(text)`: `\(parts[0][..<at])` is not a user name")
    }
    guard !host.hasPrefix("[") else {
      throw Invalid(
        reason: "`\(text)`: an address of IPv6 needs the long form, like ssh://git@[2001:db8::1]/team/r.git")
    }
    guard (try? NetworkAuthority(host)) != nil else {
      throw Invalid(reason: "`\(text)`: `\(host)` is not a host")
    }
    let path = parts[1].drop { $0 == "/" }
    if let first = path.split(whereSeparator: { "/:".contains($0) }).first, first.allSatisfy(\.isNumber) {
      throw Invalid(
        reason: "`\(text)`: some programs read `\(first)` as a folder, others as a port; write "
          + "ssh://git@\(host):\(first)/… or ssh://git@\(host)/\(first)/…")
    }
    try check(path: path, isSSH: true, isShort: true, of: text)
  }

  private static func isUser(_ text: Substring) -> Bool {
    !text.isEmpty && text.consists(of: .alphanumeric.union("-_.+~"))
  }

  /// The short form of ssh written as an address with a scheme, in which `%` begins an escape and has to be one.
  package var longForm: String {
    guard scheme == nil, let colon = text.firstIndex(of: ":") else { return text }
    let path = text[text.index(after: colon)...].drop { $0 == "/" }
    return "ssh://\(text[..<colon])/\(path.replacing("%", with: "%25"))"
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || scalar.value >= 0x7F || "\\\"<>^`{|}".unicodeScalars.contains(scalar)
  }
}
