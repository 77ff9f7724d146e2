/// The address of a git repository, as a controller in a cluster fetches from it.
package struct GitAddress: Hashable, Sendable {
  package struct Invalid: Error, Hashable, Sendable {
    package let reason: String
  }

  package let text: String
  /// Nil for the short form of ssh, `git@example.com:team/repository.git`.
  package let scheme: String?

  private static let schemes = ["https", "http", "ssh"]

  package init(_ text: String) throws(Invalid) {
    guard !text.isEmpty, !text.unicodeScalars.contains(where: Self.isForbidden), !text.contains("{{") else {
      throw Invalid(reason: "`\(text)` is not the address of a git repository; expected \(Self.expected)")
    }
    if let mark = text.firstRange(of: "://") {
      let scheme = String(text[..<mark.lowerBound])
      let authority = text[mark.upperBound...].prefix { $0 != "/" }
      guard Self.schemes.contains(scheme), !authority.isEmpty else {
        throw Invalid(reason: "`\(text)` cannot be fetched from a cluster; expected \(Self.expected)")
      }
      let user = authority.split(separator: "@", omittingEmptySubsequences: false).dropLast().first
      if let user, scheme != "ssh" || user.contains(":") {
        throw Invalid(
          reason:
            "the address holds a user or a password, and what is written here goes to git; put it into a "
            + "Secret that the controller reads")
      }
      self.scheme = scheme
    } else {
      let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].isEmpty, !parts[0].isEmpty, !parts[0].contains("/") else {
        throw Invalid(reason: "`\(text)` cannot be fetched from a cluster; expected \(Self.expected)")
      }
      scheme = nil
    }
    self.text = text
  }

  private static let expected =
    "an address like https://example.com/team/repository.git or ssh://git@example.com/team/repository.git"

  /// The short form of ssh written as an address with a scheme.
  package var longForm: String {
    guard scheme == nil, let colon = text.firstIndex(of: ":") else { return text }
    let path = text[text.index(after: colon)...].drop { $0 == "/" }
    return "ssh://\(text[..<colon])/\(path)"
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value <= 0x20 || scalar.value >= 0x7F
  }
}
