import Bytes

/// What a controller follows in a repository: a branch, a tag, a commit, or another reference.
package enum GitRevision: Hashable, Sendable {
  case branch(String)
  case tag(String)
  case commit(String)
  /// A full reference of another kind, like `refs/pull/1/head`, or `HEAD`.
  case reference(String)
  /// A short name, which a branch and a tag may share.
  case short(String)

  package struct Invalid: Error, Hashable, Sendable {
    package let reason: String
  }

  private static let (heads, tags) = ("refs/heads/", "refs/tags/")

  package init(_ text: String) throws(Invalid) {
    guard Self.isReference(text) else {
      throw Invalid(
        reason: "`\(text)` is not a git revision; expected a full reference like `refs/heads/main`, "
          + "`refs/tags/v1.0` or a commit id of 40 digits")
    }
    if text.hasPrefix(Self.heads) {
      self = .branch(String(text.dropFirst(Self.heads.count)))
    } else if text.hasPrefix(Self.tags) {
      self = .tag(String(text.dropFirst(Self.tags.count)))
    } else if text.hasPrefix("refs/") || text == "HEAD" {
      self = .reference(text)
    } else if text.utf8.count == 40, text.consists(of: .lowerHexDigit) {
      self = .commit(text)
    } else {
      self = .short(text)
    }
  }

  package var text: String {
    switch self {
    case .branch(let name): Self.heads + name
    case .tag(let name): Self.tags + name
    case .commit(let text), .reference(let text), .short(let text): text
    }
  }

  /// The rules of `git check-ref-format`, for a name with or without `refs/`; `{{` would be a template in Argo CD.
  private static func isReference(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let isForbidden = { (byte: UInt8) in byte <= 0x20 || byte == 0x7F || byte.isIn("~^:?*[\\") }
    return !text.hasPrefix("-") && !text.hasSuffix(".") && text != "@"
      && !text.utf8.contains(where: isForbidden)
      && !["..", "@{", "{{"].contains(where: text.contains)
      && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
  }
}
