import WorkflowModel
import YAML

/// Finds nodes that reach more hosts than before.
enum NetworkRisks {
  static func find(from before: Workflow, to after: Workflow) -> [Risk] {
    after.nodes.compactMap { node in
      let known = before.nodes.first { $0.name.hasSameBytes(as: node.name) }
      let old = known.map(before.networkAccess) ?? .hosts([])
      switch (old, after.networkAccess(of: node)) {
      case (.unrestricted, _): return nil
      case (.hosts, .unrestricted): return .widerNetwork(node: node.name, hosts: nil)
      case (.hosts(let had), .hosts(let has)):
        let new = has.filter { host in !had.contains { covers($0, host) } }
        if new.contains(where: \.isAny) { return .widerNetwork(node: node.name, hosts: nil) }
        return new.isEmpty ? nil : .widerNetwork(node: node.name, hosts: new.map(\.text))
      }
    }
  }

  /// Whether everything that `other` lets through was let through by `host`.
  private static func covers(_ host: NetworkHost, _ other: NetworkHost) -> Bool {
    if host.isAny || host == other { return true }
    // A host without a port is that host at every port.
    if other.text.hasPrefix("\(host.text):") { return true }
    guard host.text.hasPrefix("*."), !host.text.contains(":") else { return false }
    let name = other.text.prefix { $0 != ":" }
    return name.hasSuffix(host.text.dropFirst())
  }
}
