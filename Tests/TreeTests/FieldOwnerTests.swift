import Comparison
import Testing
import YAML

/// What a field is that only the cluster has: it has left the tree, is somebody else's, or a default.
struct FieldOwnerTests {
  /// A Deployment with these parts, as a server answers it.
  ///
  /// - Parameter owners: `MANAGER OPERATION [SUBRESOURCE]: FIELDS`, with the fields in the form FieldsV1.
  private func deployment(_ parts: String, _ owners: [String] = []) throws -> Value {
    let entries = owners.map { owner in
      let (who, fields) = (owner.prefix { $0 != ":" }, owner.drop { $0 != ":" }.dropFirst())
      let words = who.split(separator: " ")
      let subresource = words.count > 2 ? ", subresource: \(words[2])" : ""
      return "{manager: \(words[0]), operation: \(words[1])\(subresource), fieldsV1: {\(fields)}}"
    }
    let object =
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: w, managedFields: [\(entries.joined(separator: ", "))]}}"
    return try value(object).patched(with: value("{\(parts)}"))
  }

  private func value(_ text: String) throws -> Value {
    try #require(try Reader.read(Array(text.utf8)).valid()?.value)
  }

  /// `differs PATH by MANAGERS`, `theirs PATH by MANAGERS`, `unclear PATH`.
  private func told(_ tree: Value, _ cluster: Value) -> [String] {
    let standing = ClusterComparison.standing(of: tree, in: cluster)
    func by(_ managers: [FieldManager]) -> String { managers.map { " \($0.name)" }.joined() }
    var told: [String] = []
    if case .differs(let fields) = standing.state {
      told += fields.map { "differs \($0.path)\(by($0.managers))" }
    }
    return told + standing.theirs.map { "theirs \($0.path)\(by($0.managers))" }
      + standing.unclear.map { "unclear \($0)" }
  }

  private static let limits =
    "spec: {template: {spec: {containers: [{name: engine, resources: {limits: {cpu: 1, memory: 1Gi}}}]}}}"
  private static let limitsOwned = #"""
    f:spec: {f:template: {f:spec: {f:containers: {'k:{"name":"engine"}': {f:resources: {f:limits: {f:cpu: {}}}}}}}}
    """#

  /// The tree says an image and no limits, labels, tolerations or node; `spec` is what the cluster has beside it.
  @Test(arguments: [
    (
      limits, "kubectl Apply", limitsOwned,
      "differs spec.template.spec.containers[engine].resources.limits.cpu kubectl"
    ),
    (
      limits, "vpa Update", limitsOwned,
      "theirs spec.template.spec.containers[engine].resources.limits.cpu vpa"
    ),
    (limits, "kubelet Update status", limitsOwned, ""),
    (
      "spec: {template: {spec: {tolerations: [{key: a}]}}}", "kustomize-controller Apply",
      "f:spec: {f:template: {f:spec: {f:tolerations: {}}}}",
      "differs spec.template.spec.tolerations kustomize-controller"
    ),
    ("spec: {progressDeadlineSeconds: 600}", "kubectl Apply", "f:spec: {f:replicas: {}}", ""),
    ("spec: {replicas: 4}", "hpa Update scale", "f:spec: {f:replicas: {}}", "theirs spec.replicas hpa"),
    (
      "metadata: {annotations: {argocd.argoproj.io/tracking-id: a, team: b}}", "argocd-controller Apply",
      "f:metadata: {f:annotations: {f:argocd.argoproj.io/tracking-id: {}, f:team: {}}}",
      "differs metadata.annotations.team argocd-controller"
    ),
    (
      "metadata: {labels: {kustomize.toolkit.fluxcd.io/name: a, kustomize.toolkit.fluxcd.io/namespace: b}}",
      "kustomize-controller Apply",
      "f:metadata: {f:labels: {f:kustomize.toolkit.fluxcd.io/name: {}, f:kustomize.toolkit.fluxcd.io/namespace: {}}}",
      ""
    ),
    (
      "metadata: {labels: {applyset.kubernetes.io/part-of: x}}", "kubectl-applyset Apply",
      "f:metadata: {f:labels: {f:applyset.kubernetes.io/part-of: {}}}", ""
    ),
    // The deliverer's own labels are no matter of pods.
    (
      "spec: {template: {metadata: {labels: {app.kubernetes.io/instance: x}}}}", "argocd-controller Apply",
      "f:spec: {f:template: {f:metadata: {f:labels: {f:app.kubernetes.io/instance: {}}}}}",
      "differs spec.template.metadata.labels.app.kubernetes.io/instance argocd-controller"
    ),
    // What was applied empty claims nothing of what others put there.
    (
      "metadata: {annotations: {revision: '1'}}", "kubectl Apply", "f:metadata: {f:annotations: {}}", ""
    ),
  ])
  func `a field that only the cluster has`(
    parts: String, owner: String, fields: String, expected: String
  ) throws {
    let tree = try value("{apiVersion: apps/v1, kind: Deployment, metadata: {name: w}}")
    let cluster = try deployment(parts, ["\(owner): \(fields)"])
    #expect(told(tree, cluster) == (expected.isEmpty ? [] : [expected]))
  }

  @Test func `an item that only the cluster has`() throws {
    let tree = try value(
      "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{name: engine}]}}}}")
    let parts = "spec: {template: {spec: {containers: [{name: engine}, {name: proxy, image: p}]}}}"
    func owned(_ owner: String) -> String {
      #"\#(owner): f:spec: {f:template: {f:spec: {f:containers: {'k:{"name":"proxy"}': {".": {}, f:image: {}}}}}}"#
    }
    let path = "spec.template.spec.containers[proxy]"
    #expect(try told(tree, deployment(parts, [owned("kubectl Apply")])) == ["differs \(path) kubectl"])
    #expect(
      try told(tree, deployment(parts, [owned("kubectl-edit Update")])) == ["differs \(path) kubectl-edit"])
    #expect(try told(tree, deployment(parts, [owned("injector Update")])) == ["theirs \(path) injector"])
    #expect(
      try told(tree, deployment(parts, ["kubectl Apply: f:spec: {f:replicas: {}}"])) == ["theirs \(path)"])
  }

  @Test func `selectors are compared in both directions`() throws {
    let tree = try value("{kind: Service, spec: {selector: {app: w}}}")
    let cluster = try value("{kind: Service, spec: {selector: {app: w, track: stable}}}")
    #expect(told(tree, cluster) == ["differs spec.selector.track"])
    #expect(told(cluster, tree) == ["differs spec.selector.track"])
    let nodes = "{kind: Pod, spec: {nodeSelector: {a: b}}}"
    #expect(told(try value(nodes), try value(nodes.replacing("a: b", with: "a: b, c: d"))).count == 1)
  }

  @Test func `lists that are set as a whole too, but for their defaults`() throws {
    func policy(_ peer: String) throws -> Value {
      try value(
        """
        {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {managedFields: [
          {manager: kubectl, operation: Apply, fieldsV1: {f:spec: {f:egress: {}}}}]},
         spec: {egress: [{ports: [{\(peer)}]}]}}
        """)
    }
    #expect(told(try policy("port: 1"), try policy("port: 1, protocol: TCP")).isEmpty)
    #expect(
      told(try policy("port: 1"), try policy("port: 1, endPort: 9"))
        == ["differs spec.egress[0].ports[1].endPort kubectl"])
    #expect(told(try policy("port: 1"), try policy("port: 1, protocol: UDP")).count == 1)
  }

  @Test func `defaults of somebody else's kinds are not known`() throws {
    let tree = try value("{apiVersion: example.com/v1, kind: Thing, spec: {list: [{a: 1}]}}")
    let cluster = try value(
      """
      {apiVersion: example.com/v1, kind: Thing, metadata: {managedFields: [
        {manager: kubectl, operation: Apply, fieldsV1: {f:spec: {f:list: {}}}}]}, spec: {list: [{a: 1, b: 2}]}}
      """)
    #expect(told(tree, cluster) == ["unclear spec.list[0].b"])
  }

  @Test func `a client-side apply remembers what it said`() throws {
    let applied =
      #"{"kind":"Service","metadata":{"annotations":{},"name":"w","namespace":"a","labels":{"team":"x"}},"spec":{"type":"NodePort","ports":[{"port":80}]},"status":{}}"#
    let cluster: Value = [
      "kind": "Service",
      "metadata": [
        "name": "w", "namespace": "a", "labels": ["team": "x", "other": "y"],
        "annotations": ["kubectl.kubernetes.io/last-applied-configuration": .string(applied)],
      ],
      "spec": [
        "type": "NodePort", "ports": [["port": 80, "protocol": "TCP"]], "sessionAffinity": "None",
      ], "status": ["loadBalancer": [:]],
    ]
    let tree = try value("{kind: Service, metadata: {name: w}, spec: {ports: [{port: 80, protocol: TCP}]}}")
    #expect(told(tree, cluster) == ["differs metadata.labels.team", "differs spec.type"])
    #expect(ClusterComparison.standing(of: tree, in: cluster).basis == .lastApplied)
  }

  @Test func `nothing tells what has left the tree`() throws {
    let tree = try value("{kind: Service, metadata: {name: w}}")
    let standing = ClusterComparison.standing(
      of: tree, in: try value("{kind: Service, metadata: {name: w}, spec: {type: NodePort}}"))
    #expect(standing.state == .inSync)
    #expect(standing.basis == .nothing)
  }

  @Test func `an apply conflicts with who owns what differs`() throws {
    let tree = try value("{apiVersion: apps/v1, kind: Deployment, spec: {replicas: 1, paused: true}}")
    let cluster = try deployment(
      "spec: {replicas: 2, paused: false}",
      ["kubectl Update scale: f:spec: {f:replicas: {}}", "kubectl Apply: f:spec: {f:paused: {}}"])
    #expect(
      ClusterComparison.standing(of: tree, in: cluster).opponents
        == [FieldManager(name: "kubectl", operation: "Update", subresource: "scale")])
  }

  @Test func `a port that was renumbered by hand keeps its name`() throws {
    let tree = try value("{kind: Service, spec: {ports: [{name: http, port: 80, protocol: TCP}]}}")
    let cluster = try value(
      """
      {kind: Service, metadata: {managedFields: [{manager: kubectl-edit, operation: Update, fieldsV1:
        {f:spec: {f:ports: {'k:{"port":81,"protocol":"TCP"}': {".": {}}}}}}]},
       spec: {ports: [{name: http, port: 81, protocol: TCP}]}}
      """)
    let standing = ClusterComparison.standing(of: tree, in: cluster)
    #expect(standing.clashes.map(\.path) == ["spec.ports[81/TCP]"])
    #expect(standing.clashes.map(\.name) == ["http"])
  }

  @Test(arguments: ["[]", "1", "{f:a: 1}", "{'k:{': {}, 'v:': {}, 'i:x': {}, 'z:y': {}, '': {}, f: {}}"])
  func `managed fields of another form are passed over`(fields: String) throws {
    let cluster = try value(
      "{kind: Service, metadata: {managedFields: [{manager: a, operation: Apply, fieldsV1: \(fields)}, 1]}, spec: {a: 1}}"
    )
    #expect(told(try value("{kind: Service, spec: {a: 1}}"), cluster).isEmpty)
  }
}
