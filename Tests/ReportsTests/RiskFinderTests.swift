import Diagnostics
import Rendering
import Settings
import Testing
import WorkflowModel
import YAML

@testable import Comparison
@testable import Releases
@testable import Tree

/// The parts that find risks, each by itself; what they say together is in `differences.yaml`.
struct RiskFinderTests {
  private func value(_ text: String) throws -> Value {
    try #require(try Reader.read(Array(text.utf8)).valid()?.value)
  }

  private func change(_ before: String?, _ after: String?) throws -> ObjectChange {
    func object(_ text: String?) throws -> BuiltObject? {
      try text.flatMap { BuiltObject(try value($0), in: "objects.yaml") }
    }
    return ObjectPairing.change(from: try object(before), to: try object(after))
  }

  @Test(arguments: [
    ("{kind: Pod, spec: {containers: [{name: a}]}}", ["spec"]),
    ("{kind: Deployment, spec: {template: {spec: {containers: [{name: a}]}}}}", ["spec.template.spec"]),
    (
      "{kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a}]}}}}}}",
      ["spec.jobTemplate.spec.template.spec"]
    ),
    ("{kind: PodTemplate, template: {spec: {initContainers: [{name: a}]}}}", ["template.spec"]),
    (
      "{kind: Any, spec: {workers: [{name: x, pod: {ephemeralContainers: [{name: a}]}}, {name: y, pod: {containers: [{name: b}]}}]}}",
      ["spec.workers[x].pod", "spec.workers[y].pod"]
    ),
    (
      "{kind: Deployment, spec: {initContainers: [{name: x}], template: {spec: {containers: [{name: a}]}}}}",
      ["spec", "spec.template.spec"]
    ),
    ("{kind: Service, spec: {ports: [{port: 1}]}}", []),
    ("{kind: ConfigMap, data: {containers: '[{name: a}]'}}", []),
    ("{kind: Policy, spec: {containers: [a, b]}}", []),
  ])
  func `pods are found in any kind`(object: String, paths: [String]) throws {
    #expect(PodTemplate.all(in: try value(object)).map(\.path.text) == paths)
  }

  @Test func `what is granted holds its parts`() {
    let grants = Grants([
      Grant(["secret", "a", "s"], at: FieldPath()), Grant(["secret", "b", "s", "key"], at: FieldPath()),
    ])
    #expect(grants.hold(["secret", "a", "s"]))
    #expect(grants.hold(["secret", "a", "s", "key"]))
    #expect(grants.hold(["secret", "b", "s", "key"]))
    #expect(!grants.hold(["secret", "b", "s"]))
    #expect(!grants.hold(["secret", "a"]))
    #expect(!grants.hold(["secret", "c", "s"]))
  }

  @Test func `a container whose name is that of a field is a container`() throws {
    let before =
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: token, securityContext: {allowPrivilegeEscalation: false}}]}}"
    let after = before.replacing("false", with: "true")
    let risks = PrivilegeRisks(workflow: "w", known: [], images: (nil, nil)).find(
      in: try change(before, after))
    #expect(
      risks == [
        .widerPrivilege(
          object: "pod/p", path: "spec.containers[token].securityContext.allowPrivilegeEscalation",
          from: "false",
          to: "true")
      ])
  }

  @Test func `what pods of the workflow may do already is nothing new`() throws {
    let pod =
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {hostPID: true, containers: [{name: a}]}}"
    let more = try change(nil, pod.replacing("name: p", with: "name: q"))
    #expect(PrivilegeRisks(workflow: "w", known: [try value(pod)], images: (nil, nil)).find(in: more) == [])
    #expect(!PrivilegeRisks(workflow: "w", known: [], images: (nil, nil)).find(in: more).isEmpty)
    #expect(PrivilegeRisks(workflow: "w", known: [], images: (nil, nil)).find(in: try change(pod, nil)) == [])
  }

  @Test func `names of hosts`() throws {
    let pod =
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a}], dnsPolicy: X}}"
    let (one, two) = (pod.replacing("X", with: "ClusterFirst"), pod.replacing("X", with: "None"))
    #expect(NameRisks.find(in: try change(one, one)) == [])
    #expect(
      NameRisks.find(in: try change(one, two)) == [
        .nameResolution(object: "pod/p", path: "spec.dnsPolicy", from: "ClusterFirst", to: "None")
      ])
    #expect(NameRisks.find(in: try change(nil, pod.replacing(", dnsPolicy: X", with: ""))) == [])
  }

  @Test(arguments: [
    ("metadata.labels", true), ("spec.template.metadata.labels", true),
    ("spec.jobTemplate.metadata.labels", true),
    ("spec.jobTemplate.spec.template.metadata.labels", true), ("metadata.annotations", false),
    ("spec.selector.matchLabels", false), ("spec.selector", false),
    ("spec.template.spec.nodeSelector", false),
    ("spec.volumeClaimTemplates.metadata.labels", false),
  ])
  func `only labels of tntc's own follow from the version`(place: String, isOwn: Bool) {
    let keys = place.split(separator: ".").map { FieldPath.Step.key(String($0)) }
    #expect(VersionFields.isVersion(FieldPath(keys + [.key("app.kubernetes.io/version")])) == isOwn)
    #expect(!VersionFields.isVersion(FieldPath(keys + [.key("example.com/version")])))
  }

  @Test func `only the argument after its flag is the digest`() throws {
    func object(_ args: String, _ kind: String = "Deployment") -> String {
      "{apiVersion: apps/v1, kind: \(kind), metadata: {name: w}, spec: {template: {spec: {containers: [{name: engine, args: \(args)}]}}}}"
    }
    func isDigest(_ before: String, _ after: String, _ position: Int, _ kind: String = "Deployment") throws
      -> Bool
    {
      let path = FieldPath().key("spec", "template", "spec", "containers").appending(
        .item(["name": "engine"])
      )
      .key("args").appending(.position(position))
      return VersionFields.isDigest(path, in: try change(object(before, kind), object(after, kind)))
    }
    #expect(try isDigest("[serve, --expect-digest, a]", "[serve, --expect-digest, b]", 2))
    #expect(try !isDigest("[serve, --expect-digest, a]", "[serve, --other, b]", 2))
    #expect(try !isDigest("[a]", "[b]", 0))
    #expect(try !isDigest("[serve, --expect-digest, a]", "[serve, --expect-digest, b]", 2, "StatefulSet"))
  }

  private func objectRisks(_ before: String, _ after: String) throws -> [Risk] {
    let change = try change(before, after)
    return ObjectRisks.find(in: change, news: change.fields)
  }

  @Test(arguments: [
    ("Deployment", "spec: {selector: {matchLabels: {a: X}}}", "spec.selector.matchLabels.a"),
    ("DaemonSet", "spec: {selector: {matchLabels: {a: X}}}", "spec.selector.matchLabels.a"),
    ("StatefulSet", "spec: {serviceName: X}", "spec.serviceName"),
    (
      "StatefulSet", "spec: {volumeClaimTemplates: [{metadata: {name: X}}]}",
      "spec.volumeClaimTemplates[0].metadata.name"
    ),
    ("Job", "spec: {template: {spec: {restartPolicy: X}}}", "spec.template.spec.restartPolicy"),
    ("Service", "spec: {clusterIP: X}", "spec.clusterIP"),
    ("RoleBinding", "roleRef: {name: X}", "roleRef.name"),
    ("PersistentVolumeClaim", "spec: {storageClassName: X}", "spec.storageClassName"),
    ("Secret", "immutable: true, data: {a: X}", "data.a"),
  ])
  func `fields that the API server does not let change`(kind: String, fields: String, path: String) throws {
    let object = "{apiVersion: v1, kind: \(kind), metadata: {name: o}, \(fields)}"
    let risks = try objectRisks(object.replacing("X", with: "one"), object.replacing("X", with: "two"))
    #expect(risks.contains(.immutableField(object: "\(kind.lowercased())/o", path: path)), "\(risks)")
    #expect(try objectRisks(object, object).isEmpty)
  }

  @Test func `content of a ConfigMap is told when it cannot be changed`() throws {
    let object = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, immutable: Y, data: {a: X}}"
    func risks(_ before: String, _ after: String) throws -> [Risk] {
      try objectRisks(
        object.replacing("X", with: "one").replacing("Y", with: before),
        object.replacing("X", with: "two").replacing("Y", with: after))
    }
    #expect(try Set(risks("true", "true")) == [.rewritten(configMap: "c")])
    #expect(try Set(risks("true", "false")) == [.rewritten(configMap: "c")])
    #expect(try risks("false", "true") == [])
    #expect(try risks("false", "false") == [])
  }

  @Test func `replicas, schedules and budgets`() throws {
    func deployment(_ replicas: Int) -> String {
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: \(replicas)}}"
    }
    #expect(
      try objectRisks(deployment(3), deployment(1)) == [
        .fewerReplicas(object: "deployment/d", from: 3, to: 1)
      ])
    #expect(
      try objectRisks(deployment(1), deployment(3)) == [
        .moreReplicas(object: "deployment/d", from: 1, to: 3)
      ])
    #expect(try objectRisks(deployment(2), deployment(3)) == [])
    #expect(try objectRisks(deployment(0), deployment(3)) == [])
    func cron(_ fields: String) -> String {
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {\(fields)}}"
    }
    #expect(
      try objectRisks(cron("schedule: 1 * * * *"), cron("schedule: 1 * * * *, suspend: true"))
        == [.scheduleChanged(object: "cronjob/c", path: "spec.suspend", from: nil, to: "true")])
    func budget(_ fields: String) -> String {
      "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b}, spec: {\(fields)}}"
    }
    #expect(
      try objectRisks(budget("minAvailable: 2"), budget("minAvailable: 1"))
        == [.disruption(object: "poddisruptionbudget/b", path: "spec.minAvailable", from: "2", to: "1")])
    let none = try change(nil, budget("minAvailable: 100%"))
    #expect(
      ObjectRisks.find(in: none, news: [])
        == [.disruption(object: "poddisruptionbudget/b", path: "spec.minAvailable", from: nil, to: "100%")])
    let one = try change(nil, budget("maxUnavailable: 1"))
    #expect(ObjectRisks.find(in: one, news: []) == [])
  }

  @Test func `what the engine runs, without a version`() throws {
    func pod(_ container: String) -> String {
      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: engine, \(container)}]}}"
    }
    let release = try release("1.0", live: "1.0")
    func risks(_ before: String, _ after: String) throws -> [String] {
      ProgramRisks(before: release, after: release).find(in: try change(pod(before), pod(after))).map {
        switch $0 {
        case .program(_, let path, _, _): "program \(path)"
        case .container(_, let path, _, _): "container \(path)"
        default: "\($0)"
        }
      }
    }
    let ours = "image: registry.example/engine:1"
    let place = "spec.containers[engine]"
    #expect(
      try risks("\(ours), args: [serve]", "\(ours), args: [serve, --insecure]") == ["program \(place).args"])
    #expect(try risks("image: other, args: [a]", "image: other, args: [b]") == ["container \(place).args"])
    // What follows from version, configuration and canary.
    #expect(
      try risks(
        "\(ours), args: [serve, --expect-digest, a]",
        "\(ours), args: [serve, --expect-digest, b, --config, /app/config/config.yaml]") == [])
    #expect(
      try risks(
        "\(ours), args: [trigger, \"http://w:8080/run\", --timeout, 1s]",
        "\(ours), args: [trigger, \"http://w-stable:8080/run\", --timeout, 2s]") == [])
    #expect(
      try risks(
        "\(ours), args: [trigger, \"http://w:8080/run\"]", "\(ours), args: [trigger, \"http://v:8080/run\"]")
        == ["program \(place).args"])
    #expect(
      try risks("\(ours), args: [serve, --expect-digest, a]", "\(ours), args: [serve]") == [
        "program \(place).args"
      ])
    let config = "--config, /app/config/config.yaml"
    let environment =
      "\(config), --dependencies, /app/config/dependencies.yaml, --expect-config-digest"
    #expect(
      try risks(
        "\(ours), args: [serve, \(config), --expect-config-digest, a]",
        "\(ours), args: [serve, \(environment), b]") == [])
    #expect(
      try risks("\(ours), args: [serve, \(environment), b]", "\(ours), args: [serve, \(config)]") == [
        "program \(place).args"
      ])
    #expect(try risks("\(ours), args: [serve, \(environment), b]", "\(ours), args: [serve]") == [])
    #expect(
      try risks("\(ours), args: [serve]", "\(ours), args: [serve, --config, /tmp/x]") == [
        "program \(place).args"
      ])
    for name in ["LD_PRELOAD", "NODE_OPTIONS", "DENO_DIR", "TENTACULAR_DENO", "PATH", "https_proxy"] {
      #expect(
        try risks(ours, "\(ours), env: [{name: \(name), value: x}]") == ["program \(place).env[\(name)]"])
    }
    #expect(
      try risks("\(ours), env: [{name: A, value: x}]", ours) == ["container \(place).env[A]"])
  }

  @Test func `what a Service lets in counts when it is open already`() throws {
    let service =
      "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: LoadBalancer, ports: [{port: X}]}}"
    let moved = try change(service.replacing("X", with: "1"), service.replacing("X", with: "2"))
    #expect(
      ExposureRisks.find(in: moved, news: moved.fields) == [
        .exposed(object: "service/s", path: "spec.ports[2].port", from: nil, to: "2")
      ])
    let same = try change(service, service)
    #expect(ExposureRisks.find(in: same, news: []) == [])
    let new = try change(nil, service)
    #expect(
      ExposureRisks.find(in: new, news: []) == [
        .exposed(object: "service/s", path: "spec.type", from: nil, to: "LoadBalancer")
      ])
  }

  @Test func `a load balancer that becomes public`() throws {
    let before =
      "{apiVersion: v1, kind: Service, metadata: {name: s, annotations: {networking.gke.io/load-balancer-type: Internal}}, spec: {type: LoadBalancer}}"
    let changed = try change(before, before.replacing("Internal", with: "External"))
    #expect(
      ExposureRisks.find(in: changed, news: changed.fields) == [
        .exposed(
          object: "service/s", path: #"metadata.annotations["networking.gke.io/load-balancer-type"]"#,
          from: "Internal", to: "External")
      ])
  }

  @Test(
    arguments: [
      (["a.example:443"], ["a.example:443"], nil), (["a.example"], ["a.example:443"], nil),
      (["*.example"], ["a.example:443"], nil), (["a.example:443"], ["a.example"], ["a.example"]),
      (["a.example:443"], ["a.example:80"], ["a.example:80"]),
      (["*.example"], ["example:443"], ["example:443"]),
      (["a.example"], ["b.example:1", "a.example:2"], ["b.example:1"]),
      ([], ["a.example:443"], ["a.example:443"]),
      (["a.example"], [], nil), (["a.example"], ["*"], ["every"]), (["*"], ["a.example:443"], nil),
      (["*"], ["*"], nil),
    ] as [([String], [String], [String]?)])
  func `a node reaches other hosts`(had: [String], has: [String], new: [String]?) throws {
    func workflow(_ hosts: [String]) throws -> Workflow {
      let list = hosts.map { "\"\($0)\"" }.joined(separator: ", ")
      let text = """
        {name: w, version: "1.0", triggers: [{type: manual}],
         nodes: {a: {path: nodes/a.ts, capabilities: {net: [\(list)]}}}}
        """
      let source = WorkflowSource(files: [
        SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
      ])
      return try #require(WorkflowReader.read(source, path: "workflow.yaml").workflow)
    }
    let risks = NetworkRisks.find(from: try workflow(had).reach(), to: try workflow(has).reach())
    let texts = risks.map { risk in
      guard case .widerNetwork("a", let targets) = risk else { return ["another risk"] }
      return targets?.map(\.text) ?? ["every"]
    }
    #expect(texts == (new.map { [$0] } ?? []))
  }

  @Test func `what all nodes reach is told once`() throws {
    func workflow(_ contract: String, nodes: String) throws -> Workflow {
      let text = """
        {name: w, version: "1.0", triggers: [{type: manual}], nodes: {\(nodes)}, contract: {dependencies: {\(contract)}}}
        """
      let source = WorkflowSource(files: [
        SourceFile(path: "workflow.yaml", bytes: Array(text.utf8)), SourceFile(path: "nodes/a.ts", bytes: []),
      ])
      return try #require(WorkflowReader.read(source, path: "workflow.yaml").workflow)
    }
    let (one, two) = ("a: {path: nodes/a.ts}", "a: {path: nodes/a.ts}, b: {path: nodes/a.ts}")
    let host = "x: {host: x.example}"
    func nodes(_ before: Workflow, _ after: Workflow) -> [String?] {
      NetworkRisks.find(from: before.reach(), to: after.reach()).map {
        if case .widerNetwork(let node, _) = $0 { node } else { "another risk" }
      }
    }
    #expect(nodes(try workflow("", nodes: two), try workflow(host, nodes: two)) == [nil])
    #expect(nodes(try workflow("", nodes: one), try workflow(host, nodes: one)) == ["a"])
    #expect(nodes(try workflow(host, nodes: one), try workflow(host, nodes: two)) == ["b"])
    #expect(nodes(try workflow(host, nodes: two), try workflow(host, nodes: two)) == [])
  }

  private func release(_ numbers: String..., live: String) throws -> Release {
    var release = Release(workflow: "w")
    for number in numbers {
      release.versions.append(
        RetainedVersion(version: try VersionNumber(number), digest: number, fileDigest: "file of \(number)"))
    }
    release.live = try VersionNumber(live)
    release.settings = ["image": "registry.example/engine:1"]
    return release
  }

  @Test func `versions that leave while a pod may mount them`() throws {
    var before = try release("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", live: "1.4")
    before.canary = Canary(try VersionNumber("1.5"), weight: 10, route: .replicas)
    let after = try release("1.6", live: "1.6")
    #expect(
      ReleaseRisks.find(from: before, to: after) == [
        .versionLeaves(try VersionNumber("1.1"), .history),
        .versionLeaves(try VersionNumber("1.2"), .history),
        .versionLeaves(try VersionNumber("1.3"), .history), .versionLeaves(try VersionNumber("1.4"), .live),
        .versionLeaves(try VersionNumber("1.5"), .canary),
      ])
  }

  @Test func `write-once files that were written again`() throws {
    var before = try release("1.0", live: "1.0")
    before.overlays = [RetainedOverlay(name: "a", fileDigest: "one")]
    var after = Release(workflow: "w")
    after.settings = before.settings
    after.versions = [RetainedVersion(version: try VersionNumber("1.0"), digest: "1.0", fileDigest: "other")]
    after.overlays = [
      RetainedOverlay(name: "a", fileDigest: "two"), RetainedOverlay(name: "b", fileDigest: "x"),
    ]
    #expect(
      ReleaseRisks.find(from: before, to: after)
        == [.rewritten(configMap: "w-code-1-0"), .rewritten(configMap: "w-config-a")])
    #expect(ReleaseRisks.find(from: before, to: before) == [])
  }

  @Test func `an image without a digest`() throws {
    let before = try release("1.0", live: "1.0")
    var after = before
    after.settings[.image] = "registry.example/engine:2"
    #expect(ReleaseRisks.find(from: before, to: after) == [.floatingImage("registry.example/engine:2")])
    #expect(ReleaseRisks.find(from: before, to: before) == [])
    #expect(ReleaseRisks.floating(before) == [.floatingImage("registry.example/engine:1")])
    after.settings[.image] = .string(SampleSide.image)
    #expect(ReleaseRisks.floating(after) == [])
  }

  @Test func `content near the limits`() throws {
    func limits(_ bytes: Int) throws -> [Risk] {
      let text = String(repeating: "x", count: bytes)
      let side = try SampleSide(["code": ["1.0": .string(text)]])
      let workflow = try side.workflow().workflow
      return try ReleaseRisks.limits(workflow, added: [try VersionNumber("1.0")])
    }
    #expect(try limits(1000) == [])
    // Above nine tenths of the annotations, then of the content too.
    let some = try limits(240_000)
    #expect(some.count == 1)
    guard case .nearLimit("w-code-1-0", .annotations, _)? = some.first else {
      Issue.record("\(some)")
      return
    }
    let much = try limits(900_000)
    #expect(much.count == 2)
    guard case .nearLimit("w-code-1-0", .content, let size)? = much.first else {
      Issue.record("\(much)")
      return
    }
    #expect(size > 900_000 && size < 900_500)
  }
}
