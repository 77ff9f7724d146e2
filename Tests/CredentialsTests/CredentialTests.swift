import Credentials
import Diagnostics
import Testing

/// Samples are put together here, so that nobody takes this file for a leak.
struct CredentialTests {
  static func some(_ count: Int, of alphabet: String = "aB3dE5gH7jK9") -> String {
    String((0..<count).map { alphabet[alphabet.index(alphabet.startIndex, offsetBy: $0 % alphabet.count)] })
  }

  static func check(_ text: String) -> CredentialCheck {
    CredentialCheck(Array(text.utf8), path: "nodes/a.ts", secret: "w-secrets", comments: .slashes)
  }

  private static let webToken = "ey" + "J\(some(20)).ey" + "J\(some(30)).\(some(43))"

  static let samples: [(kind: String, text: String)] =
    [
      ("a GitHub token", "gh" + "p_\(some(36))"), ("a GitHub token", "gh" + "o_\(some(36))"),
      ("a GitHub token", "gh" + "s_\(some(36))"),
      ("a GitHub token", "github" + "_pat_\(some(22))_\(some(59))"),
      ("a GitLab token", "gl" + "pat-\(some(20))"),
      ("a Slack token", "xo" + "xb-123456789012-\(some(24))"), ("a Slack token", "xa" + "pp-1-A0\(some(20))"),
      ("an AWS access key", "AK" + "IA\(some(16, of: "ABC234"))"),
      ("an AWS access key", "AS" + "IA\(some(16, of: "ABC234"))"),
      ("a Google API key", "AI" + "za\(some(35))"), ("a Stripe key", "sk" + "_live_\(some(24))"),
      ("an OpenAI key", "sk" + "-\(some(48))"), ("an OpenAI key", "sk" + "-proj-\(some(60))"),
      ("an Anthropic key", "sk" + "-ant-api03-\(some(93))"),
      ("an OpenRouter key", "sk" + "-or-v1-\(some(64, of: "0a1b"))"),
      ("an npm token", "np" + "m_\(some(36))"), ("a PyPI token", "py" + "pi-AgEI\(some(80))"),
      ("a SendGrid key", "S" + "G.\(some(22)).\(some(43))"), ("a Hugging Face token", "h" + "f_\(some(34))"),
      ("a DigitalOcean token", "do" + "p_v1_\(some(64, of: "0a1b"))"),
      ("a Docker token", "dc" + "kr_pat_\(some(27))"),
      ("an age key", "AGE-" + "SECRET-KEY-1\(some(58, of: "QP3"))"),
      ("a JSON Web Token", webToken),
      ("a Slack webhook URL", "https://hooks." + "slack.com/services/T0000/B0000/\(some(24))"),
      (
        "a Slack webhook URL",
        "https://hooks." + "slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"
      ),
      ("a Discord webhook URL", "https://" + "discord.com/api/webhooks/123456789012345678/\(some(68))"),
      ("a URL with a password", "postgres" + "://admin:hunter2@db.example.com/orders"),
      ("a URL with a password", "redis" + "://:hunter2@cache:6379"),
      ("a URL with a password", "https" + "://bot:p%40ss!word@git.example.com/x.git"),
    ]
    + ["RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED ", ""].map {
      ("a private key", "-----" + "BEGIN \($0)PRIVATE KEY-----\nMIIE\(some(60))\n")
    } + [("a private key", "-----" + "BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOY\(some(60))\n")]

  @Test(arguments: samples.indices)
  func `each kind is found wherever it stands`(number: Int) throws {
    let (kind, text) = Self.samples[number]
    for (before, after, position) in [
      ("", "", Position(line: 1, column: 1)), ("const a = \"", "\";", Position(line: 1, column: 12)),
      ("// é: 😀\n\tkey: '", "'\n", Position(line: 2, column: 8)), ("x=", " y", Position(line: 1, column: 3)),
      ("\u{FEFF}`", "`", Position(line: 1, column: 2)),
    ] {
      let findings = Self.check(before + text + after).findings
      let finding = try #require(findings.first, "\(kind) in \(before)…\(after)")
      #expect(findings.count == 1)
      #expect(finding.message.contains("looks like \(kind) "))
      // The URL of a webhook is told by its host.
      var expected = position
      if kind.hasSuffix("webhook URL") { expected.column += "https://".count }
      #expect(finding.position == expected)
      #expect(finding.severity == .error)
      #expect(finding.excerpt == nil)
      #expect(!finding.message.contains(text.suffix(12)), "the value is printed")
      #expect(finding.message.contains("`w-secrets`"))
    }
  }

  @Test(arguments: samples.indices)
  func `a token cut short is none`(number: Int) {
    let (kind, text) = Self.samples[number]
    if kind.hasPrefix("a URL") || kind.hasPrefix("a private") || kind.contains("webhook") { return }
    #expect(Self.check("a = \"\(text.prefix(min(18, text.count / 3)))\"").findings == [])
  }

  @Test(arguments: [
    #"pem.replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "")"#,
    #"const pem = `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----`;"#,
    #"const header = "-----BEGIN PRIVATE KEY-----\n" + wrapped(body) + "\n-----END PRIVATE KEY-----";"#,
    "/-----BEGIN PRIVATE KEY-----([^-]+)/", "-----BEGIN CERTIFICATE-----\nMIIE",
    "-----BEGIN PUBLIC KEY-----\nMIIE",
    "https://${user}:${password}@example.com", #""https://" + user + ":" + password + "@example.com""#,
    "https://user@example.com", "git@github.com:a/b.git", "ssh://git@example.com/x", "npm:@scope/name@1.2.3",
    "https://deno.land/std@0.224.0/http/mod.ts", "https://example.com:8080/@user", "a: b@c.example",
    "sk-circle-fade-dot sk-cube-grid-long-class-name-of-bootstrap", "github_pat_",
    "npm_config_registry_of_this_host",
    "AKIATHISISATEXTTHATISLONGERTHANAKEY", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0", "SG.x.y",
    "xoxb-your-token-goes-here",
    "https://hooks.slack.com/services/", "sha256:\(String(repeating: "0123456789abcdef", count: 4))",
    "hooks.slack.com/services/${path}/averylongnameofavariable",
  ])
  func `what only looks similar is none`(text: String) {
    #expect(Self.check(text).findings.map(\.message) == [])
  }

  @Test func `a key that code puts together is found`() {
    let body = Self.some(64)
    for text in [
      "[\"-----" + "BEGIN PRIVATE KEY-----\", \"\(body)\"]",
      "\"-----" + "BEGIN PRIVATE KEY-----\\n\(body)\\n\"",
      "'-----" + "BEGIN EC PRIVATE KEY-----\\n' +\n  '\(body)'",
      "\"\\n-----" + "BEGIN PRIVATE KEY-----\\r\\n\(body)\"",
      "key: |\n  -----" + "BEGIN PRIVATE KEY-----\n  \(body)", "-----" + "BEGIN PRIVATE KEY-----\n",
    ] {
      #expect(Self.check(text).findings.count == 1, "\(text)")
    }
  }

  @Test func `a comment allows it`() {
    let token = "gh" + "p_\(Self.some(36))"
    for (text, lines) in [
      ("const a = '\(token)'; // tntc:allow-secret an example", []),
      ("a: \(token) # tntc:allow-secret", []), ("/* tntc:allow-secret */ a('\(token)')", []),
      ("// tntc:allow-secret: an example\nconst a = '\(token)';", []),
      ("  # tntc:allow-secret\r\n  a: \(token)\r\n", []),
      ("a('\(token)', '\(token)') // tntc:allow-secret", []),
      // Only in a comment, and for the next line alone.
      ("a = 'tntc:allow-secret \(token)'", [1]), ("// tntc:allow-secret\n\n'\(token)'", [3]),
      ("'\(token)' // tntc:allow-secret\n'\(token)'", [2]),
      ("'\(token)'\n// tntc:allow-secret", [1]), ("// tntc:allow-secret\n'\(token)'\n'\(token)'", [3]),
    ] as [(String, [Int])] {
      #expect(Self.check(text).findings.map { $0.position?.line } == lines, "\(text)")
    }
  }

  @Test func `JSON has a member in the place of a comment`() {
    let token = "gh" + "p_\(Self.some(36))"
    for (text, count) in [
      ("{\n\"tntc:allow-secret\": \"an example\",\n\"a\": \"\(token)\"}", 0),
      ("{\n\"//\": \"// tntc:allow-secret\",\n\"a\": \"\(token)\"}", 1),
    ] {
      let check = CredentialCheck(
        Array(text.utf8), path: "deno.json", secret: "s", comments: CommentStyle(path: "deno.json"))
      #expect(check.findings.count == count, "\(text)")
    }
  }

  @Test func `other findings of the file do not print it`() {
    let token = "gh" + "p_\(Self.some(36))"
    let check = Self.check("a: \(token)\n")
    let other = Finding(
      path: "w", position: Position(line: 1, column: 4), message: "`\(token)` is no duration",
      excerpt: Excerpt(text: "a: \(token)", before: 3))
    #expect(check.redacting([other]).map(\.message) == ["`ghp_…` is no duration"])
    #expect(check.redacting([other]).map(\.excerpt) == [nil])
    let key = "-----" + "BEGIN PRIVATE KEY-----\n\(Self.some(64))"
    let quoted = Finding(path: "w", message: "`\(key)` is no name")
    #expect(Self.check(key).redacting([quoted]).map(\.message) == ["`-----BEGIN PRIVATE KEY-----…"])
  }
}
