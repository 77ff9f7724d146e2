import Diagnostics
import TestSupport
import Testing
import WorkflowModel
import YAML

struct NetworkReachTests {
  @Test(
    arguments: [
      ("10.0.0.1", "10.0.0.1/32"), ("10.1.2.3/8", "10.0.0.0/8"), ("0.0.0.0/0", "0.0.0.0/0"),
      ("::1", "::1/128"),
      ("2001:DB8::F/33", "2001:db8::/33"), ("::ffff:10.0.0.1", "10.0.0.1/32"),
      ("::ffff:10.1.0.0/104", "10.0.0.0/8"),
      ("::/0", "::/0"), ("::ffff:0:0/96", "0.0.0.0/0"), ("::ffff:0:0/95", "::fffe:0:0/95"),
      ("10.0.0.0/33", nil), ("10.0.0", nil), ("010.0.0.1", nil), ("10.0.0.0/08", nil), ("10.0.0.0/", nil),
      ("fe80::1%eth0", nil), ("::/129", nil), ("", nil), ("/8", nil), ("10.0.0.0/8/8", nil),
    ] as [(String, String?)])
  func `a range of addresses`(text: String, range: String?) {
    #expect(IPRange(text)?.text == range)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.255.0.0/16", true), ("10.255.0.0/16", "10.0.0.0/8", false),
    ("0.0.0.0/0", "::1", false),
    ("::/0", "fd00::1", true), ("10.0.0.1", "10.0.0.1/32", true), ("10.0.0.0/9", "10.128.0.0/9", false),
  ])
  func `a range within another`(outer: String, inner: String, isWithin: Bool) throws {
    #expect(try #require(IPRange(outer)).contains(#require(IPRange(inner))) == isWithin)
  }

  @Test(
    arguments: [
      ("redis", .service(namespace: nil)), ("redis.cache-tier", .service(namespace: "cache-tier")),
      ("Redis.Cache-Tier.SVC", .service(namespace: "cache-tier")),
      ("redis.com.svc.cluster.local", .service(namespace: "com")),
      ("pod-0.redis.tools.svc", .service(namespace: "tools")),
      ("*.tools.svc.cluster.local", .service(namespace: "tools")), ("kubernetes.default.svc", .apiServer),
      ("kubernetes.default", .apiServer), ("kubernetes", .service(namespace: nil)), ("github.com", .outside),
      ("github.com.", .outside), ("example.de", .serviceOrOutside(namespace: "de")),
      ("db.io", .serviceOrOutside(namespace: "io")),
      ("db.svc", .service(namespace: "svc")), ("db.Svc", .service(namespace: "svc")), ("a.b_c", .outside),
      ("a.b_c.svc", .outside), ("a.b_c.svc.cluster.local", .outside), ("svc", .service(namespace: nil)),
      ("kubernetes.default.svc.cluster.local", .apiServer),
      ("api.example.internal", .outside), ("*.example.com", .outside),
      ("*.com", .outside),
      ("redis.tools", .serviceOrOutside(namespace: "tools")), ("localhost", .loopback),
      ("a.localhost", .loopback),
      ("127.1.2.3", .loopback), ("::1", .loopback), ("*", .everywhere), (".svc", .outside),
    ] as [(String, HostPlace)])
  func `where a host is`(name: String, place: HostPlace) {
    #expect(HostPlace(name) == place)
  }

  @Test(
    arguments: [
      ("redis", "redis"), ("Redis.Tools", "redis.tools"), ("redis.tools.svc", "redis.tools"),
      ("db.svc", "db.svc"),
      ("pod-0.redis.tools.svc.cluster.local", "redis.tools"), ("wttr.in", "wttr.in"), ("a.b_c.svc", nil),
      ("example.com", nil),
    ] as [(String, String?)])
  func `what settings call a Service`(host: String, service: String?) {
    let target = NetworkTarget(
      .host(host), ports: [], origin: .dependency("d"), position: Position(line: 1, column: 1))
    #expect(target.service == service)
  }

  private static let cases: [(yaml: String, reach: [String: [String]?])] = [
    ("", ["a": nil, "b": nil]),
    ("contract: {dependencies: {}}", ["a": [], "b": []]),
    ("contract: {version: '1'}", ["a": [], "b": []]),
    (
      "contract: {dependencies: {x: {host: x.example.com}}}",
      ["a": ["x.example.com:443"], "b": ["x.example.com:443"]]
    ),
    (
      "contract: {dependencies: {x: {protocol: nats, host: '[fd00::1]', subject: s}}}",
      ["a": ["[fd00::1]:4222"], "b": ["[fd00::1]:4222"]]
    ),
    (
      "contract: {dependencies: {x: {type: dynamic-target, cidr: 10.0.0.0/8, dynPorts: [80, 443/tcp, 53/UDP]}}}",
      ["a": ["10.0.0.0/8:53/UDP,80,443"], "b": ["10.0.0.0/8:53/UDP,80,443"]]
    ),
    (
      "contract: {dependencies: {x: {host: '*'}}}",
      ["a": ["0.0.0.0/0:443", "[::/0]:443"], "b": ["0.0.0.0/0:443", "[::/0]:443"]]
    ),
    ("contract: {dependencies: {x: {protocol: npm, host: left-pad, version: 1.0.0}}}", ["a": [], "b": []]),
    ("contract: {dependencies: {tentacular-nats: {protocol: nats}}}", ["a": [], "b": []]),
    (
      "contract: {networkPolicy: {additionalEgress: [{toCIDR: 10.0.0.0/8}, {toCIDR: 10.0.0.1, ports: [80]}]}}",
      ["a": ["10.0.0.0/8", "10.0.0.1/32:80"], "b": ["10.0.0.0/8", "10.0.0.1/32:80"]]
    ),
    // Lists of nodes say less than the contract, or more.
    (
      "contract: {dependencies: {x: {host: x.example.com}}}\nnet: [y.example.com:80]",
      ["a": ["y.example.com:80"], "b": []]
    ),
    ("net: [y.example.com]", ["a": ["y.example.com"], "b": []]),
    // Beside a contract, a text has no effect; else it is a list of one.
    (
      "contract: {dependencies: {x: {host: x.example.com}}}\nnet: y",
      ["a": ["x.example.com:443"], "b": ["x.example.com:443"]]
    ),
    ("net: y.example.com", ["a": ["y.example.com"], "b": []]),
  ]

  @Test(arguments: cases.indices)
  func `what nodes reach`(index: Int) throws {
    let (yaml, expected) = Self.cases[index]
    var lines = yaml.split(separator: "\n").map(String.init)
    let net = lines.firstIndex { $0.hasPrefix("net:") }.map { lines.remove(at: $0) }
    let capabilities = net.map { ", capabilities: {\($0)}" } ?? ""
    let text = """
      name: w
      version: "1.0"
      triggers: [{type: manual}]
      nodes: {a: {path: nodes/a.ts\(capabilities)}, b: {path: nodes/a.ts}}
      \(lines.joined(separator: "\n"))
      """
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    let reading = WorkflowReader.read(source, path: "workflow.yaml")
    #expect(reading.findings.filter { $0.severity == .error } == [])
    let reach = try #require(reading.workflow).reach()
    for node in reach.nodes {
      #expect(node.targets.map { $0.map(\.text) } == expected[node.name] ?? nil, "\(node.name)")
    }
    #expect(reach.isOpen == (expected["a"] == .some(nil)))
  }

  @Test(arguments: [(10, 1_000, true), (300, 300, false)])
  func `a list that no program can be given is refused`(ranges: Int, ports: Int, isFine: Bool) throws {
    let list = (1...ports).map { "\"\($0)\"" }.joined(separator: ", ")
    let egress = (0..<ranges).map { "    - {toCIDR: 10.\($0 / 250).\($0 % 250).0/24, ports: [\(list)]}" }
    let text = """
      name: w
      version: "1.0"
      triggers: [{type: manual}]
      nodes: {a: {path: nodes/a.ts}}
      contract:
        networkPolicy:
          additionalEgress:
      \(egress.joined(separator: "\n"))
      """
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    let errors = WorkflowReader.read(source, path: "workflow.yaml").findings.filter { $0.severity == .error }
    #expect(errors.map { $0.message.contains("the limit for Deno is 1000000") } == (isFine ? [] : [true]))
  }

  @Test func `an environment says where a dependency is`() throws {
    let text = """
      name: w
      version: "1.0"
      triggers: [{type: manual}]
      nodes: {a: {path: nodes/a.ts}}
      contract: {dependencies: {tentacular-nats: {protocol: nats, subject: s}, y: {host: y.example.com}}}
      """
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    let workflow = try #require(WorkflowReader.read(source, path: "workflow.yaml").workflow)
    let reach = workflow.reach(filling: ["tentacular-nats": ["host": "nats.tools.svc"], "z": ["host": "z"]])
    #expect(reach.targets.map(\.text) == ["nats.tools.svc:4222", "y.example.com:443"])
  }

  @Test(arguments: ["secret: a.old", "auth: {secret: a.old}"])
  func `an environment names a secret in either spelling`(own: String) throws {
    let text = """
      name: w
      version: "1.0"
      triggers: [{type: manual}]
      nodes: {a: {path: nodes/a.ts}}
      contract: {dependencies: {x: {host: x.example.com, \(own)}}}
      """
    let source = WorkflowSource(files: [
      SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
    ])
    let workflow = try #require(WorkflowReader.read(source, path: "workflow.yaml").workflow)
    for (filling, service) in [
      ("secret: b.new", "b"), ("auth: {secret: b.new}", "b"), ("auth: {type: basic}", "a"),
      ("secret: null", nil),
      ("auth: {secret: null}", nil), ("auth: null", nil), ("auth: {secret: null}, secret: b.new", "b"),
      ("auth: {type: basic}, secret: null", nil),
    ] {
      var findings = Findings(path: "config.yaml")
      let element = try #require(try Reader.read(Array("x: {\(filling)}".utf8)).valid())
      let values = try #require(DependencyFilling.read(element, &findings))
      #expect(findings.all.isEmpty, "\(filling)")
      #expect(workflow.secretServices(filling: values) == (service.map { [$0] } ?? []), "\(filling)")
    }
  }

  @Test func `what lets a target through is found by its name as by asking each`() {
    var random = SplitMix64.seeded(for: "targets")
    let hosts = [
      "*", "a.example.com", "A.example.com", "*.example.com", "*.a.example.com", "example.com", "10.0.0.1",
      "a", "*.com",
    ]
    let ranges = ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.1", "::/0"].compactMap { IPRange($0) }
    func target() -> NetworkTarget {
      let ports = [[], [80], [443], [80, 443]].randomElement(using: &random) ?? []
      let peer: NetworkTarget.Peer =
        Bool.random(using: &random)
        ? .host(hosts.randomElement(using: &random) ?? "a")
        : .range(ranges.randomElement(using: &random) ?? ranges[0], isByName: Bool.random(using: &random))
      return NetworkTarget(
        peer, ports: ports.map { NetworkPort($0) }, origin: .dependency("d"),
        position: Position(line: 1, column: 1))
    }
    for _ in 0..<fuzzRounds(otherwise: 10) * 200 {
      let all = (0..<Int.random(in: 0...4, using: &random)).map { _ in target() }
      let one = target()
      #expect(
        NetworkCover(all).covers(one) == all.contains { $0.covers(one) }, "\(all.map(\.text)) \(one.text)")
    }
  }
}
