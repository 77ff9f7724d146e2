/// The kinds that an API server knows, as `kubectl api-resources` prints them.
struct ServerKinds: Sendable {
  struct Kind: Hashable, Sendable {
    /// Like `HTTPRoute`.
    let name: String
    /// Like `gateway.networking.k8s.io`; empty for the oldest ones.
    let group: String
    /// Like `httproutes`.
    let plural: String
  }

  private let kinds: [Kind]

  /// - Parameter table: without its header; other lines are skipped.
  init(_ table: [UInt8]) {
    kinds = String(decoding: table, as: UTF8.self).split(separator: "\n").compactMap { line in
      // NAME, SHORTNAMES where there are some, APIVERSION, NAMESPACED, KIND.
      let cells = line.split(separator: " ").map(String.init)
      guard (4...5).contains(cells.count), ["true", "false"].contains(cells[cells.count - 2]) else {
        return nil
      }
      return Kind(name: cells[cells.count - 1], group: Self.group(cells[cells.count - 3]), plural: cells[0])
    }
  }

  /// Whether it could be read at all.
  var isEmpty: Bool { kinds.isEmpty }

  /// - Parameter apiVersion: of which the group counts: a server turns an object of one version into another.
  func knows(_ kind: String, _ apiVersion: String) -> Bool {
    let group = Self.group(apiVersion)
    return kinds.contains { $0.name == kind && $0.group == group }
  }

  /// The kind that an answer calls by its plural.
  func kind(plural: String, group: String) -> String? {
    kinds.first { $0.plural == plural && $0.group == group }?.name
  }

  static func group(_ apiVersion: String) -> String {
    let parts = apiVersion.split(separator: "/")
    return parts.count == 2 ? String(parts[0]) : ""
  }
}
