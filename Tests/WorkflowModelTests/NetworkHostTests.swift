import TestSupport
import Testing
import WorkflowModel

/// A host that Deno does not take keeps it from starting at all.
@Suite(.needs(.deno))
struct NetworkHostTests {
  private static let fine = [
    "localhost", "api.example.com", "api.example.com:443", "*.example.com", "*.example.com:8443",
    "_service.example.com",
    "UPPER.example.com", "xn--bcher-kva.example", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:80", "[::]",
    "[2001:db8::1]:443", "[::ffff:192.0.2.1]", "[1:2:3:4:5:6:7:8]", "[1::8]", "[1:2:3:4:5:6:7::]",
    "[64:ff9b::192.0.2.33]:8080",
  ]

  private static let wrong = [
    "[1.2::]", "[:::]", "[::1", "[1:2:3:4:5:6:7:8:9]", "[12345::]", "[1::2::3]", "[::256.0.0.1]",
    "[1:2:3:4:5:6:7]",
    "[::1.2.3]", "*.*.example.com",
  ]

  private static func accepts(_ hosts: [String]) throws -> Bool {
    let flag = "--allow-net=\(hosts.joined(separator: ","))"
    return try Tool.deno.run(["run", "--quiet", "--no-prompt", flag, "-"], input: Array("0".utf8)).status == 0
  }

  @Test func `what is a host, Deno takes as one`() throws {
    for host in Self.fine + Self.nearlyNumbers { #expect(NetworkHost(host) != nil, "\(host)") }
    #expect(try Self.accepts(Self.fine))
  }

  private static let nearlyNumbers = ["1.2.3.example", "0x.example", "3com", "1.2.3.4a", "0xg", "x0"]

  /// Deno takes them, and no request goes there: every URL has them in another spelling.
  @Test(arguments: [
    "127.1", "0177.0.0.1", "2130706433", "1.2.3", "*.0.0.1", "*.0x7f", "a.1", "0x7f000001", "0x",
    "127.0.0.1.5",
    "256.1.1.1", "1.2.3.4.5:443", "127.1:80",
  ])
  func `a number is an address in its usual form`(host: String) {
    #expect(NetworkHost(host) == nil)
  }

  @Test(arguments: wrong)
  func `what Deno refuses is none`(host: String) throws {
    #expect(NetworkHost(host) == nil)
    #expect(try !Self.accepts([host]))
  }
}
