import TestSupport
import WorkflowModel
import YAML

/// A small world for `NetworkAgreementTests`: hosts as nodes name them, and where a connection to each of them ends.
enum NetworkWorld {
  /// What a policy sees of a connection.
  enum Destination: Equatable {
    case address(String)
    /// Nil for the workflow's own namespace.
    case pods(namespace: String?)
    case itself
  }

  struct Host {
    let name: String
    let destination: Destination
    /// Where pods listen for a port of their Service, when that is another one.
    var podPorts: [Int: Int] = [:]
    var isAPIServer = false

    /// The end of a connection; the API server answers at another port than its Service.
    func end(of port: Int) -> (Destination, Int) {
      (destination, isAPIServer ? NetworkWorld.apiServerPort : podPorts[port] ?? port)
    }

    /// Addresses as nodes write them have no name.
    var isAddress: Bool { IPRange(name) != nil }
    var address: IPRange? { if case .address(let text) = destination { IPRange(text) } else { nil } }
    var isPrivate: Bool {
      address.map { address in IPRange.inside.contains { $0.contains(address) } } ?? false
    }
    var isMetadata: Bool {
      address.map { address in IPRange.metadata.contains { $0.contains(address) } } ?? false
    }
    var isOutside: Bool { address != nil && !isAddress && !isAPIServer }
    var isService: Bool { if case .pods = destination { true } else { false } }
  }

  static let apiServerPort = 6443

  static let hosts = [
    Host(name: "api.example.com", destination: .address("203.0.113.1")),
    Host(name: "www.example.com", destination: .address("203.0.113.2")),
    Host(name: "example.org", destination: .address("198.51.100.3")),
    Host(name: "nas.corp.example", destination: .address("10.20.0.5")),
    Host(name: "vault.corp.example", destination: .address("172.16.0.5")),
    Host(name: "cache", destination: .pods(namespace: nil)),
    Host(name: "queue", destination: .pods(namespace: nil)),
    Host(name: "postgres.db.svc.cluster.local", destination: .pods(namespace: "db"), podPorts: [443: 8443]),
    Host(name: "replica.db.svc", destination: .pods(namespace: "db")),
    Host(name: "nats.messaging", destination: .pods(namespace: "messaging")),
    Host(name: "kubernetes.default.svc", destination: .address("10.9.0.1"), isAPIServer: true),
    Host(name: "203.0.113.1", destination: .address("203.0.113.1")),
    Host(name: "10.9.0.1", destination: .address("10.9.0.1")),
    Host(name: "10.20.0.5", destination: .address("10.20.0.5")),
    Host(name: "169.254.169.254", destination: .address("169.254.169.254")),
    Host(name: "fd00::7", destination: .address("fd00::7")),
    Host(name: "localhost", destination: .itself),
  ]

  static let ports = [80, 443, 6443, 8443]
  static let settings: Value = [
    "kind": "kubernetes", "apiServer": ["10.9.0.1/32:6443"], "private": ["10.20.0.0/16"],
    "servicePorts": ["postgres.db": ["443": 8443]],
  ]

  /// What of it a policy lets through is `private`.
  static let privateRange = IPRange("10.20.0.0/16")
}

/// A contract as it is written, and as the test itself understands it.
struct SampleContract {
  enum Entry: Equatable {
    case host(String, port: Int?)
    case everything
    case dynamic(String, ports: [Int])
    case egress(String, port: Int?, isTCP: Bool)
  }

  /// By node: its own, where there are `capabilities`, else those of the contract.
  let entries: [String: [Entry]]
  let text: String

  private static let ranges = ["0.0.0.0/0", "203.0.113.0/24", "10.0.0.0/8", "169.254.0.0/16", "fd00::/8"]

  init(_ random: inout SplitMix64) {
    let names = NetworkWorld.hosts.map(\.name) + ["*.example.com"]
    var own: [Entry] = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      .host(
        names.randomElement(using: &random) ?? "", port: NetworkWorld.ports.randomElement(using: &random))
    }
    if Int.random(in: 0..<5, using: &random) == 0 {
      own.append(
        .dynamic(
          Self.ranges.randomElement(using: &random) ?? "",
          ports: [NetworkWorld.ports.randomElement(using: &random) ?? 443]))
    }
    if Int.random(in: 0..<4, using: &random) == 0 {
      own.append(
        .egress(
          Self.ranges.randomElement(using: &random) ?? "",
          port: Bool.random(using: &random) ? nil : NetworkWorld.ports.randomElement(using: &random),
          isTCP: Bool.random(using: &random)))
    }
    var capabilities: [Entry]?
    if Int.random(in: 0..<5, using: &random) == 0 {
      capabilities =
        Int.random(in: 0..<4, using: &random) == 0
        ? [.everything]
        : [
          .host(
            NetworkWorld.hosts.randomElement(using: &random)?.name ?? "",
            port: Bool.random(using: &random) ? nil : NetworkWorld.ports.randomElement(using: &random))
        ]
    }
    entries = capabilities.map { ["a": $0, "b": []] } ?? ["a": own, "b": own]
    text = Self.text(own, capabilities)
  }

  private static func text(_ entries: [Entry], _ capabilities: [Entry]?) -> String {
    var lines = ["name: w", "version: \"1.0\"", "triggers: [{type: manual}]", "nodes:"]
    let net = capabilities.map { ", capabilities: {net: [\($0.map(host).joined(separator: ", "))]}" } ?? ""
    lines += ["  a: {path: nodes/a.ts\(net)}", "  b: {path: nodes/a.ts}", "contract:", "  version: \"1\""]
    lines.append("  dependencies:")
    var egress: [String] = []
    for (position, entry) in entries.enumerated() {
      switch entry {
      case .host(let name, let port):
        let name = name.contains(":") ? "[\(name)]" : name
        lines.append("    d\(position): {host: \"\(name)\", port: \(port ?? 443)}")
      case .dynamic(let range, let ports):
        let list = ports.map { "\"\($0)/TCP\"" }.joined(separator: ", ")
        lines.append("    d\(position): {type: dynamic-target, cidr: \"\(range)\", dynPorts: [\(list)]}")
      case .egress(let range, let port, let isTCP):
        let ports = port.map { ", ports: [\"\($0)/\(isTCP ? "TCP" : "UDP")\"]" } ?? ""
        egress.append("    - {toCIDR: \"\(range)\"\(ports)}")
      case .everything: break
      }
    }
    if !egress.isEmpty { lines += ["  networkPolicy:", "    additionalEgress:"] + egress }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func host(_ entry: Entry) -> String {
    guard case .host(let name, let port) = entry else { return "\"*\"" }
    return "\"\(name.contains(":") ? "[\(name)]" : name)\(port.map { ":\($0)" } ?? "")\""
  }

  func workflow() -> Workflow? {
    let module = Array("export default () => 1;\n".utf8)
    let source = WorkflowSource(files: [
      SourceFile(path: WorkflowSource.workflowFile, bytes: Array(text.utf8)),
      SourceFile(path: "nodes/a.ts", bytes: module),
    ])
    return WorkflowReader.read(source, path: WorkflowSource.workflowFile).workflow
  }
}
