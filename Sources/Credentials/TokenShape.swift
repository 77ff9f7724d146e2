import Bytes

/// The shape of a token that its maker made to be recognised: a prefix, and how it goes on.
struct TokenShape: Sendable {
  private enum Length: Sendable {
    case exactly(Int)
    case atLeast(Int)
  }

  let kind: String
  let prefix: [UInt8]
  private let body: ASCII
  private let length: Length
  /// Words joined by dashes have none.
  private let needsDigit: Bool

  private init(
    _ kind: String, _ prefix: String, _ body: ASCII, _ length: Length, needsDigit: Bool = false
  ) {
    (self.kind, self.prefix, self.body) = (kind, Array(prefix.utf8), body)
    (self.length, self.needsDigit) = (length, needsDigit)
  }

  /// The end of the token that begins at the start of `run`; nil when there is none of this shape.
  func end(in bytes: Span<UInt8>, _ run: Range<Int>) -> Int? {
    guard bytes.holds(prefix, at: run.lowerBound) else { return nil }
    let start = run.lowerBound + prefix.count
    guard start <= run.upperBound else { return nil }
    let end = bytes.end(of: body, from: start, limit: run.upperBound)
    switch length {
    case .exactly(let count): if end - start != count || end != run.upperBound { return nil }
    case .atLeast(let count): if end - start < count { return nil }
    }
    return needsDigit && !bytes.hasDigit(start..<end) ? nil : end
  }

  /// Prefixes and lengths as their makers document them, or as the tokens that they hand out have them.
  /// A longer prefix stands before one that it begins with.
  static let all: [TokenShape] =
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map {
      TokenShape("a GitHub token", $0, .alphanumeric, .atLeast(36))
    }
    + ["glpat-", "gldt-", "glrt-"].map { TokenShape("a GitLab token", $0, .token, .atLeast(20)) }
    + ["xoxa-", "xoxb-", "xoxe-", "xoxp-", "xoxr-", "xoxs-", "xapp-"].map {
      TokenShape("a Slack token", $0, .token, .atLeast(12), needsDigit: true)
    }
    + ["AKIA", "ASIA"].map { TokenShape("an AWS access key", $0, .upper.union(.digit), .exactly(16)) }
    + ["sk_live_", "rk_live_"].map { TokenShape("a Stripe key", $0, .alphanumeric, .atLeast(16)) }
    + ["sk-proj-", "sk-svcacct-", "sk-admin-"].map {
      TokenShape("an OpenAI key", $0, .token, .atLeast(20), needsDigit: true)
    }
    + [
      TokenShape("a GitHub token", "github_pat_", .token, .atLeast(50)),
      TokenShape("a Google API key", "AIza", .token, .exactly(35)),
      TokenShape("an Anthropic key", "sk-ant-", .token, .atLeast(20), needsDigit: true),
      TokenShape("an OpenRouter key", "sk-or-v1-", .lowerHexDigit, .atLeast(64)),
      TokenShape("an OpenAI key", "sk-", .alphanumeric, .atLeast(32), needsDigit: true),
      TokenShape("an npm token", "npm_", .alphanumeric, .atLeast(36)),
      TokenShape("a PyPI token", "pypi-AgEI", .token, .atLeast(50)),
      TokenShape("a Hugging Face token", "hf_", .alphanumeric, .atLeast(34)),
      TokenShape("a DigitalOcean token", "dop_v1_", .lowerHexDigit, .atLeast(64)),
      TokenShape("a Docker token", "dckr_pat_", .token, .atLeast(27)),
      TokenShape("an age key", "AGE-SECRET-KEY-1", .upper.union(.digit), .atLeast(50)),
    ]

  static let firstBytes = ASCII(all.compactMap(\.prefix.first))
}
