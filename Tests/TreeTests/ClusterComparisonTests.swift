import Comparison
import Testing
import Tree
import YAML

@testable import Releases

/// What a cluster answers for an object of the tree, and whether that is the same.
struct ClusterComparisonTests {
  private func value(_ text: String) throws -> Value {
    try #require(try Reader.read(Array(text.utf8)).valid()?.value)
  }

  /// Nil when in sync; else `path: tree, cluster` of each field.
  private func differences(_ tree: String, _ cluster: String) throws -> [String]? {
    switch ClusterComparison.state(of: try value(tree), in: try value(cluster)) {
    case .inSync: nil
    case .missing: ["missing"]
    case .leaving: ["leaving"]
    case .differs(let fields): fields.map { "\($0.path): \($0.texts.tree), \($0.texts.cluster)" }
    }
  }

  @Test(arguments: ["Service", "CronJob", "ConfigMap", "Deployment"])
  func whatIsBeingDeletedIsNotInSync(kind: String) throws {
    let object = "kind: \(kind), metadata: {name: a"
    let leaving = "{\(object), deletionTimestamp: \"2026-01-01T00:00:00Z\"}}"
    #expect(try differences("{\(object)}}", leaving) == ["leaving"])
    #expect(try differences("{\(object)}}", "{\(object)}}") == nil)
  }

  /// A container of a Deployment with some field.
  private func deployment(_ container: String) -> String {
    "{kind: Deployment, spec: {template: {spec: {containers: [{name: a, \(container)}]}}}}"
  }

  @Test(arguments: [
    ("0.7", "700m"), ("1000m", "\"1\""), ("1", "\"1\""), ("0.5Gi", "512Mi"), ("1024Mi", "1Gi"), ("1e3", "1k"),
    (".5", "500m"), ("1.", "\"1\""), ("9Ei", "9223372036854775807"), ("3.001n", "4n"), ("\"1\"", "1000m"),
    ("0.1", "100m"), ("12E", "12000000000000000000"),
  ])
  func `an amount of a resource is compared as one`(tree: String, cluster: String) throws {
    for field in ["requests", "limits"] {
      let pair = [tree, cluster].map { deployment("resources: {\(field): {cpu: \($0)}}") }
      #expect(try differences(pair[0], pair[1]) == nil)
    }
  }

  @Test(arguments: [
    ("700m", "0.71"), ("1Gi", "1G"), ("1", "1001m"), ("9223372036854775807", "9223372036854775806"),
    ("0.000000001", "0.000000002"), ("1Mi", "many"), ("128M", "128m"),
  ])
  func `other amounts are differences`(tree: String, cluster: String) throws {
    let pair = [tree, cluster].map { deployment("resources: {limits: {memory: \($0)}}") }
    #expect(try differences(pair[0], pair[1])?.count == 1)
  }

  @Test(arguments: [
    "{kind: Deployment, spec: {template: {spec: {volumes: [{name: a, emptyDir: {sizeLimit: X}}]}}}}",
    "{kind: Deployment, spec: {template: {spec: {resources: {limits: {cpu: X}}}}}}",
    "{kind: Deployment, spec: {template: {spec: {overhead: {cpu: X}}}}}",
    "{kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {initContainers: [{name: a, resources: {requests: {cpu: X}}}]}}}}}}",
    "{kind: Pod, spec: {containers: [{name: a, env: [{name: E, valueFrom: {resourceFieldRef: {divisor: X}}}]}]}}",
    "{kind: StatefulSet, spec: {volumeClaimTemplates: [{spec: {resources: {requests: {storage: X}}}}]}}",
    "{kind: PersistentVolumeClaim, spec: {resources: {requests: {storage: X}}}}",
    "{kind: PersistentVolume, spec: {capacity: {storage: X}}}",
    "{kind: ResourceQuota, spec: {hard: {limits.cpu: X}}}",
    "{kind: LimitRange, spec: {limits: [{type: Container, default: {cpu: X}, max: {cpu: X}}]}}",
    "{kind: HorizontalPodAutoscaler, spec: {metrics: [{type: Pods, pods: {target: {averageValue: X}}}]}}",
    "{kind: RuntimeClass, overhead: {podFixed: {cpu: X}}}",
  ])
  func `these fields hold amounts`(object: String) throws {
    func with(_ amount: String) -> String { object.replacing("X", with: amount) }
    #expect(try differences(with("0.7"), with("700m")) == nil)
    #expect(try differences(with("0.7"), with("800m")) != nil)
  }

  @Test(arguments: [
    "{kind: Deployment, metadata: {labels: {app.kubernetes.io/version: X}}}",
    "{kind: Deployment, metadata: {labels: {limits: X, sizeLimit: X}}}",
    "{kind: Deployment, metadata: {annotations: {requests: X}}}",
    "{kind: Deployment, spec: {selector: {matchLabels: {limits: X}}}}",
    "{kind: Service, spec: {selector: {requests: X}}}",
    "{kind: Deployment, spec: {template: {spec: {nodeSelector: {limits: X}}}}}",
    "{kind: ConfigMap, data: {limits: X, requests: X, sizeLimit: X}}",
    "{kind: Secret, stringData: {limits: X}}",
    "{kind: Deployment, spec: {template: {spec: {containers: [{name: a, env: [{name: limits, value: X}]}]}}}}",
    "{kind: Deployment, spec: {template: {spec: {containers: [{name: a, args: [X]}]}}}}",
    "{kind: Deployment, spec: {template: {spec: {containers: [{name: limits, image: X}]}}}}",
    "{kind: ResourceQuota, spec: {scopes: [X]}}",
    "{kind: ConfigMap, spec: {hard: {cpu: X}}}",
  ])
  func `everywhere else text is text`(object: String) throws {
    func with(_ text: String) -> String { object.replacing("X", with: "\"\(text)\"") }
    for (tree, cluster) in [("1.1", "1.10"), ("0.7", "700m"), ("1", "1.0"), ("1000m", "1"), ("1e3", "1000")] {
      #expect(try differences(with(tree), with(cluster)) != nil, "\(tree) and \(cluster)")
      #expect(try differences(with(tree), with(tree)) == nil)
    }
  }

  @Test func `a text is not the number or the boolean that looks like it`() throws {
    #expect(
      try differences("{metadata: {annotations: {a: true}}}", "{metadata: {annotations: {a: \"true\"}}}")
        == ["metadata.annotations.a: true, \"true\""])
    let ports = "{kind: Service, spec: {ports: [{port: 80, targetPort: X}]}}"
    func port(_ text: String) -> String { ports.replacing("X", with: text) }
    #expect(try differences(port("8080"), port("8080")) == nil)
    #expect(try differences(port("8080"), port("\"8080\"")) == ["spec.ports[80].targetPort: 8080, \"8080\""])
    #expect(try differences(port("http"), port("8080")) == ["spec.ports[80].targetPort: http, 8080"])
    let surge = "{kind: Deployment, spec: {strategy: {rollingUpdate: {maxSurge: X}}}}"
    #expect(try differences(surge.replacing("X", with: "25%"), surge.replacing("X", with: "25%")) == nil)
    #expect(try differences(surge.replacing("X", with: "1"), surge.replacing("X", with: "\"1\"")) != nil)
    #expect(try differences("{spec: {a: 1}}", "{spec: {a: 1.0}}") == nil)
  }

  @Test func `what only the cluster has makes no difference`() throws {
    #expect(
      try differences(
        "{kind: Service, metadata: {name: w}, spec: {ports: [{port: 80}]}}",
        "{kind: Service, metadata: {name: w, uid: x}, spec: {clusterIP: 10.0.0.1, ports: [{port: 80, protocol: TCP}]}, status: {}}"
      )
        == nil)
  }

  @Test func `what the cluster lacks does`() throws {
    #expect(ClusterComparison.state(of: ["kind": "Service"], in: nil) == .missing)
    #expect(try differences("{spec: {a: {b: 1}}}", "{spec: {a: {}}}") == ["spec.a.b: 1, nothing"])
    #expect(try differences("{spec: {a: 1}}", "{}") == ["spec: {\"a\":1}, nothing"])
    #expect(try differences("{spec: {automountServiceAccountToken: false}}", "{spec: {}}") != nil)
    #expect(try differences("{spec: {replicas: 0}}", "{spec: {}}") != nil)
  }

  @Test(arguments: [
    "{kind: Deployment, spec: {template: {spec: {tolerations: [], nodeSelector: {}, runtimeClassName: null}}}}",
    "{kind: Deployment, spec: {template: {spec: {hostNetwork: false, containers: [{name: a, tty: false}]}}}}",
    "{kind: Deployment, spec: {template: {spec: {containers: [{name: a, env: [{name: E, value: \"\"}]}]}}}}",
    "{kind: Deployment, spec: {minReadySeconds: 0, paused: false}}",
  ])
  func `what the API leaves out of its answers is there`(tree: String) throws {
    let stored = "{kind: Deployment, spec: {template: {spec: {containers: [{name: a, env: [{name: E}]}]}}}}"
    #expect(try differences(tree, stored) == nil)
    #expect(try differences("{kind: ConfigMap, data: {value: \"\"}}", "{kind: ConfigMap, data: {}}") != nil)
  }

  @Test func `lists are compared by what tells their items apart`() throws {
    let (one, two) = ("{name: a, image: x}", "{name: b, image: y}")
    func pods(_ containers: String...) -> String {
      "{kind: Deployment, spec: {template: {spec: {containers: [\(containers.joined(separator: ", "))]}}}}"
    }
    #expect(try differences(pods(one, two), pods(two, one)) == nil)
    #expect(
      try differences(pods(one), pods(one, two))
        == ["spec.template.spec.containers[b]: nothing, there"])
    #expect(
      try differences(pods(one, two), pods(one))
        == ["spec.template.spec.containers[b]: {\"name\":\"b\",\"image\":\"y\"}, nothing"])
    #expect(try differences("{args: [a, b]}", "{args: [b, a]}") == ["args[0]: a, b", "args[1]: b, a"])
    #expect(try differences("{args: [a]}", "{args: [a, b]}") == ["args: 1 item, 2 items"])
  }

  @Test func `every difference is found`() throws {
    let fields = (1...7).map { "f\($0): X" }.joined(separator: ", ")
    let (tree, cluster) = (fields.replacing("X", with: "a"), fields.replacing("X", with: "b"))
    #expect(try differences("{spec: {\(tree)}}", "{spec: {\(cluster)}}")?.count == 7)
  }

  @Test func `bytes are compared as such`() throws {
    let (wrapped, plain) = ("\"QUJD\\nREVG\\n\"", "QUJDREVG")
    for kind in ["ConfigMap", "Secret"] {
      let field = kind == "Secret" ? "data" : "binaryData"
      func object(_ text: String) -> String { "{kind: \(kind), \(field): {a: \(text)}}" }
      #expect(try differences(object(wrapped), object(plain)) == nil)
      #expect(try differences(object(wrapped), object("QUJDREVH")) != nil)
      #expect(try differences(object("\"?\""), object("\"!\"")) != nil)
    }
    // Elsewhere it is text.
    #expect(
      try differences("{kind: ConfigMap, data: {a: \(wrapped)}}", "{kind: ConfigMap, data: {a: \(plain)}}")
        != nil)
  }
}
