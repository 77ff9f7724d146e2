import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Who may ask `dev` for runs: programs, and pages that were loaded from this machine. A page of another site
/// that a browser here shows could send requests as well, across origins or by a name of its own that leads here.
enum RequestOrigin {
  private static let ownNames = ["localhost", "127.0.0.1", "[::1]"]

  static func check(_ request: Request, _ options: EngineOptions) throws(Refusal) {
    guard options.isDevelopment else { return }
    let authority = request.head.authority?.lowercased() ?? ""
    let host = name(of: authority)
    guard ownNames.contains(host) || host == options.host.lowercased() || isAddress(host) else {
      throw .foreignHost(authority)
    }
    guard let origin = request.headers[.origin]?.lowercased() else { return }
    let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
    let page = parts.count == 3 && parts[0].last == ":" && parts[1].isEmpty ? String(parts[2]) : ""
    guard page == authority || ownNames.contains(name(of: page)) else { throw .foreignOrigin(origin) }
  }

  /// Without the port.
  private static func name(of authority: String) -> String {
    let end = authority.last == "]" ? nil : authority.lastIndex(of: ":")
    return String(end.map { authority[..<$0] } ?? authority[...])
  }

  /// An address leads where it says, whoever uses it.
  private static func isAddress(_ host: String) -> Bool {
    if host.first == "[" { return host.last == "]" }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
