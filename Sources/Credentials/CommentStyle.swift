import Bytes

/// How a comment is written in a file, in which a credential can be said to be none.
package enum CommentStyle: Sendable {
  case hash
  case slashes
  /// JSON has no comments; a member that nobody reads stands for one.
  case member

  package init(path: String) {
    self =
      path.hasSuffix(".yaml") || path.hasSuffix(".yml") ? .hash : path.hasSuffix(".json") ? .member : .slashes
  }

  /// The mark as it is written.
  var example: String {
    switch self {
    case .hash: "# \(Allowance.text)"
    case .slashes: "// \(Allowance.text)"
    case .member: "\"\(Allowance.text)\": \"…\""
    }
  }

  /// What stands before the mark.
  var before: ASCII {
    switch self {
    case .hash, .slashes: .commentEnd
    case .member: .quote
    }
  }
}
