import Diagnostics
import Foundation
import Rendering
import Settings
import TestSupport
import Testing
import WorkflowModel
import YAML

@testable import Engine

/// Deno and the network policies hold nodes to the same, but for what the table in `Sources/tntc/README.md` tells.
struct NetworkAgreementTests {
  private typealias Host = NetworkWorld.Host
  private typealias Entry = SampleContract.Entry

  /// A row of that table, by its first column.
  private enum Difference: String, CaseIterable {
    case otherHost = "another host outside on a port that is open outside"
    case otherService = "another Service of a namespace on a port that is open there"
    case otherName = "a name that leads to an open address or range"
    case dynamic = "any host, where a dynamic target is declared"
    case everything = "every host (`*` in `capabilities.net`)"
    case privateAddress = "a host outside with a private address"
    case apiServer = "an address of the API server, where the contract names it"
    case otherPort = "the other ports of a Service that `servicePorts` leads to the same port of pods"
    case transport = "UDP and SCTP"
    case otherNode = "what another node declares (`capabilities.net`)"
    case rangeOfIPv6 = "a range of IPv6 in `additionalEgress`"
    case metadata = "an address of metadata that is declared beside a dynamic target"
    case itself = "the pod itself (`localhost`)"
  }

  @Test func everyDifferenceIsInTheTable() throws {
    var random = SplitMix64.seeded(for: "NetworkAgreementTests")
    var found: [String: Int] = [:]
    for _ in 0..<fuzzRounds(otherwise: 5) * 100 {
      let contract = SampleContract(&random)
      let workflow = try #require(contract.workflow(), "\(contract.text)")
      let policy = try EgressPolicy(workflow)
      for node in workflow.reach().nodes {
        let deno = DenoFlags(node)
        let entries = contract.entries[node.name] ?? []
        for host in NetworkWorld.hosts {
          for port in NetworkWorld.ports {
            let (isOpen, isLetThrough) = (deno.opens(host.name, port), policy.lets(host, port))
            if isOpen == isLetThrough { continue }
            let difference =
              isOpen
              ? Self.closed(host, port, entries) : Self.open(host, port, entries, contract.entries)
            guard let difference else {
              Issue.record(
                "node \(node.name), \(host.name):\(port): Deno \(isOpen), policy \(isLetThrough)\n\(contract.text)"
              )
              return
            }
            found[difference.rawValue, default: 0] += 1
          }
        }
      }
    }
    #expect(Set(found.keys) == Set(Difference.allCases.map(\.rawValue)))
  }

  @Test func theReadmeHasTheTable() throws {
    let page = repositoryRoot.appending(path: "Sources/tntc/README.md")
    let lines = try String(contentsOf: page, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "| difference | Deno | the policy |"))
    let rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|")[0].trimmingCharacters(in: .whitespaces)
    }
    #expect(Set(rows) == Set(Difference.allCases.map(\.rawValue)))
  }

  /// The model of Deno's flags in these tests decides as Deno does.
  @Test(.needs(.deno)) func denoDecidesAsItsModel() throws {
    var random = SplitMix64.seeded(for: "NetworkAgreementTests")
    let places = NetworkWorld.hosts.flatMap { host in
      NetworkWorld.ports.map {
        (host.name, $0, (host.name.contains(":") ? "[\(host.name)]" : host.name) + ":\($0)")
      }
    }
    for _ in 0..<fuzzRounds(otherwise: 24) {
      let contract = SampleContract(&random)
      let workflow = try #require(contract.workflow(), "\(contract.text)")
      let deno = DenoFlags(try #require(workflow.reach().nodes.first))
      #expect(
        try deno.granted(places.map(\.2)) == places.map { deno.opens($0.0, $0.1) },
        "\(deno.flags)\n\(contract.text)")
    }
  }

  /// Neither keeps Deno from starting: ranges of IPv6, and more hosts than an argument holds.
  @Test(.needs(.deno)) func denoStartsWithEveryRange() throws {
    func ask(_ egress: [String], _ hosts: [String]) throws -> [Bool] {
      let targets = egress.compactMap { IPRange($0) }.map {
        NetworkTarget(
          .range($0, isByName: false), ports: [NetworkPort(443)], origin: .additionalEgress(reason: nil),
          position: Position(line: 1, column: 1))
      }
      #expect(targets.count == egress.count)
      let deno = DenoFlags(targets)
      #expect(deno.flags.allSatisfy { $0.utf8.count < 128 << 10 })
      return try deno.granted(hosts)
    }
    #expect(
      try ask(
        ["fd00::/8", "::/0", "fd00::1", "10.0.0.0/8"],
        ["[fd00::7]:443", "[fd00::1]:443", "[fd00::1]:80", "10.1.2.3:443", "a.example:443"]
      ) == [false, true, false, true, false])
    let many = (0..<8_000).map { "10.\($0 / 250).\($0 % 250).0/24" }
    #expect(
      try ask(many, ["10.0.0.1:443", "10.31.249.255:443", "10.32.0.1:443"]) == [true, true, false])
  }

  // MARK: - What the table says

  /// Why a policy closes what Deno opens.
  private static func closed(_ host: Host, _ port: Int, _ entries: [Entry]) -> Difference? {
    if entries.contains(.everything) { return .everything }
    if entries.contains(where: { if case .dynamic = $0 { true } else { false } }) { return .dynamic }
    let isOtherTransport = entries.contains { entry in
      if case .egress(let range, _, isTCP: false) = entry, let address = IPRange(host.name) {
        IPRange(range)?.contains(address) == true
      } else {
        false
      }
    }
    if isOtherTransport { return .transport }
    return host.isOutside && host.isPrivate ? .privateAddress : nil
  }

  /// Why a policy opens what Deno closes.
  ///
  /// - Parameter all: those of each node, as the policy is that of the pod.
  private static func open(
    _ host: Host, _ port: Int, _ own: [Entry], _ all: [String: [Entry]]
  ) -> Difference? {
    if host.destination == .itself { return .itself }
    if host.isMetadata, own.contains(where: { if case .dynamic = $0 { true } else { false } }) {
      return .metadata
    }
    if all.values.contains(where: { $0 != own }) { return .otherNode }
    let (destination, podPort) = host.end(of: port)
    for entry in own {
      if case .host("kubernetes.default.svc", _) = entry, host.address == IPRange("10.9.0.1"),
        podPort == NetworkWorld.apiServerPort
      {
        return .apiServer
      }
      guard case .pods = destination, case .host(let name, let declared?) = entry,
        let other = NetworkWorld.hosts.first(where: { $0.name == name }),
        other.end(of: declared) == (destination, podPort)
      else { continue }
      return name == host.name ? .otherPort : .otherService
    }
    guard let address = host.address else { return nil }
    for entry in own {
      if host.isAddress, case .egress(let range, _, _) = entry, range.contains(":"),
        IPRange(range)?.contains(address) == true
      {
        return .rangeOfIPv6
      }
      switch entry {
      case .egress(let range, let declared, isTCP: true) where declared ?? podPort == podPort:
        if IPRange(range)?.contains(address) == true { return .otherName }
      case .egress(let range, nil, _): if IPRange(range)?.contains(address) == true { return .otherName }
      case .host(let name, let declared) where declared ?? podPort == podPort:
        if IPRange(name) == address { return .otherName }
      default: break
      }
    }
    let hasOutside = own.contains { entry in
      guard case .host(let name, let declared) = entry, declared ?? podPort == podPort else { return false }
      return HostPlace(name) == .outside
    }
    let isReachable = !host.isPrivate || NetworkWorld.privateRange?.contains(address) == true
    return hasOutside && isReachable ? .otherHost : nil
  }
}

/// Deno's flags for one node, and what they open (Deno's manual, "Permissions": `--allow-net`, `--deny-net`).
private struct DenoFlags {
  let flags: [String]

  init(_ node: NetworkReach.Node) { self.init(node.targets) }

  init(_ targets: [NetworkTarget]?) {
    flags =
      Permissions(
        reach: DenoReach(targets), outside: .network, directory: "/w", folder: "/f", shared: nil, types: "/t",
        socket: "/s"
      ).flags.filter { $0.contains("-net") }
  }

  /// What Deno itself says.
  func granted(_ hosts: [String]) throws -> [Bool] {
    let script = """
      for (const host of Deno.args) console.log(Deno.permissions.querySync({ name: "net", host }).state);
      """
    return try withTemporaryFolder { folder in
      let file = try folder.write(Array(script.utf8), to: "ask.ts")
      let outcome = try Tool.deno.run(
        ["run", "--no-prompt", "--no-config", "--quiet"] + flags + [file.path] + hosts)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map { $0 == "granted" }
    }
  }

  func opens(_ host: String, _ port: Int) -> Bool {
    !holds("--deny-net", host, port, bare: true) && holds("--allow-net", host, port, bare: true)
  }

  private func holds(_ flag: String, _ host: String, _ port: Int, bare: Bool) -> Bool {
    flags.contains { text in
      if text == flag { return bare }
      guard text.hasPrefix("\(flag)=") else { return false }
      return text.dropFirst(flag.utf8.count + 1).split(separator: ",").contains {
        Self.matches($0, host, port)
      }
    }
  }

  private static func matches(_ item: Substring, _ host: String, _ port: Int) -> Bool {
    if item.hasPrefix("unix:") { return false }
    var (name, digits) = (item, Substring())
    if item.hasPrefix("[") {
      guard let close = item.firstIndex(of: "]") else { return false }
      (name, digits) = (item[item.index(after: item.startIndex)..<close], item[item.index(after: close)...])
    } else if let colon = item.firstIndex(of: ":") {
      (name, digits) = (item[..<colon], item[colon...])
    }
    guard digits.isEmpty || digits == ":\(port)" else { return false }
    // In brackets there are addresses alone.
    if name.contains(":"), name.contains("/") { return false }
    if let range = IPRange(String(name)) { return IPRange(host).map(range.contains) ?? false }
    return name.hasPrefix("*.") ? host.hasSuffix(name.dropFirst()) : name == host
  }
}

/// The egress of a workflow's policy, judged as a network plugin does (Kubernetes API, NetworkPolicySpec). Pods are
/// known by their namespaces alone: nothing of this world is DNS.
private struct EgressPolicy {
  private let rules: [Value]

  init(_ workflow: Workflow) throws {
    let settings = try Settings(image: .fallback, ["networkPolicy": NetworkWorld.settings])
    let context = TemplateContext.make(workflow, code: .null, settings: settings)
    let policy = try #require(context["networkPolicies"]?.items?.first)
    rules = policy["egress"]?.items ?? []
  }

  func lets(_ host: NetworkWorld.Host, _ port: Int) -> Bool {
    let (destination, podPort) = host.end(of: port)
    if destination == .itself { return true }
    return rules.contains { rule in
      let ports = rule["ports"]?.items
      let isPort = ports?.contains { $0["port"] == .integer(podPort) && $0["protocol"] == "TCP" } ?? true
      return isPort && rule["to"]?.items?.contains { Self.matches($0, destination) } == true
    }
  }

  private static func matches(_ peer: Value, _ destination: NetworkWorld.Destination) -> Bool {
    switch destination {
    case .itself: return true
    case .pods(let namespace):
      guard peer["ipBlock"] == nil, peer["podSelector"] ?? [:] == [:] else { return false }
      let name = peer["namespaceSelector"]?["matchLabels"]?["kubernetes.io/metadata.name"]?.text
      return name == namespace
    case .address(let text):
      guard let block = peer["ipBlock"], let range = block["cidr"]?.text.flatMap({ IPRange($0) }),
        let address = IPRange(text), range.contains(address)
      else { return false }
      return !(block["except"]?.items ?? []).contains { except in
        except.text.flatMap { IPRange($0) }?.contains(address) == true
      }
    }
  }
}

extension Value {
  fileprivate var items: [Value]? { if case .sequence(let items) = self { items } else { nil } }
}
