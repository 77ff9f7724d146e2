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
    for host in Self.fine { #expect(NetworkHost(host) != nil, "\(host)") }
    #expect(try Self.accepts(Self.fine))
  }

  @Test(arguments: wrong)
  func `what Deno refuses is none`(host: String) throws {
    #expect(NetworkHost(host) == nil)
    #expect(try !Self.accepts([host]))
  }
}
