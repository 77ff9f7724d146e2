import Patches
import TestSupport
import Testing
import YAML

/// What a strategic merge patch makes of an object: a row for each rule, and kustomize does the same.
@Suite struct MergeRulesTests {
  struct Rule: CustomTestStringConvertible {
    let testDescription: String
    var kind = "apps/v1 Deployment"
    /// The object, the patch and the object with it, without apiVersion, kind and name; nil when it is gone.
    let object: String
    let patch: String
    let result: String?
  }

  /// Of a container named `engine`.
  private static func container(_ name: String, _ object: String, _ patch: String, _ result: String) -> Rule {
    func pod(_ members: String) -> String {
      "{spec: {template: {spec: {containers: [{name: engine\(members.isEmpty ? "" : ", ")\(members)}]}}}}"
    }
    return Rule(testDescription: name, object: pod(object), patch: pod(patch), result: pod(result))
  }

  private static func deployment(_ name: String, _ object: String, _ patch: String, _ result: String?) -> Rule
  {
    Rule(testDescription: name, object: object, patch: patch, result: result)
  }

  private static let mappings = [
    deployment(
      "a scalar is replaced", "{spec: {replicas: 1}}", "{spec: {replicas: 2}}", "{spec: {replicas: 2}}"),
    deployment(
      "a field is added", "{spec: {replicas: 1}}", "{spec: {paused: true}}",
      "{spec: {replicas: 1, paused: true}}"),
    deployment(
      "a mapping is added", "{}", "{spec: {strategy: {type: Recreate}}}",
      "{spec: {strategy: {type: Recreate}}}"),
    deployment(
      "null takes a field away", "{spec: {replicas: 1, paused: true}}", "{spec: {paused: null}}",
      "{spec: {replicas: 1}}"),
    deployment(
      "null takes a mapping away", "{spec: {strategy: {type: Recreate}}}", "{spec: {strategy: null}}",
      "{spec: {}}"),
    deployment(
      "null for what is not there", "{spec: {replicas: 1}}", "{spec: {paused: null}}", "{spec: {replicas: 1}}"
    ),
    deployment(
      "nulls in a mapping that is added", "{}", "{spec: {strategy: {type: Recreate, rollingUpdate: null}}}",
      "{spec: {strategy: {type: Recreate}}}"),
    deployment(
      "an empty mapping changes nothing", "{spec: {replicas: 1}}", "{spec: {}}", "{spec: {replicas: 1}}"),
    deployment(
      "an empty mapping is added", "{spec: {replicas: 1}}", "{spec: {selector: {}}}",
      "{spec: {replicas: 1, selector: {}}}"),
    deployment(
      "a mapping that becomes empty stays", "{spec: {replicas: 1}}", "{spec: {replicas: null}}", "{spec: {}}"),
    deployment(
      "$patch: replace", "{spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}}",
      "{spec: {strategy: {$patch: replace, type: Recreate}}}", "{spec: {strategy: {type: Recreate}}}"),
    deployment(
      "$patch: delete of a mapping", "{spec: {replicas: 1, strategy: {type: Recreate}}}",
      "{spec: {strategy: {$patch: delete}}}", "{spec: {replicas: 1}}"),
    deployment(
      "$patch: merge is the usual way", "{spec: {replicas: 1}}", "{spec: {$patch: merge, paused: true}}",
      "{spec: {replicas: 1, paused: true}}"),
    deployment(
      "$patch: replace of what is not there", "{}", "{spec: {$patch: replace, replicas: 2}}",
      "{spec: {replicas: 2}}"),
    deployment(
      "$patch: delete of what is not there", "{spec: {replicas: 1}}", "{spec: {strategy: {$patch: delete}}}",
      "{spec: {replicas: 1}}"),
    deployment(
      "directives in what is added", "{}",
      "{spec: {strategy: {$patch: replace, type: Recreate}, template: {$patch: delete}}}",
      "{spec: {strategy: {type: Recreate}}}"),
    deployment("$patch: delete of the object", "{spec: {replicas: 1}}", "{$patch: delete}", nil),
    deployment(
      "the name of the patch is not the object's", "{spec: {replicas: 1}}", "{metadata: {labels: {a: b}}}",
      "{metadata: {labels: {a: b}}, spec: {replicas: 1}}"),
    deployment(
      "finalizers are a set", "{metadata: {finalizers: [a, b]}}", "{metadata: {finalizers: [c, b]}}",
      "{metadata: {finalizers: [c, b, a]}}"),
    deployment(
      "a set is replaced", "{metadata: {finalizers: [a, b]}}",
      "{metadata: {finalizers: [{$patch: replace}, c]}}", "{metadata: {finalizers: [c]}}"),
  ]

  private static let texts = [
    deployment(
      "the whole spec is replaced", "{spec: {replicas: 1, paused: true}}",
      "{spec: {$patch: replace, replicas: 2}}",
      "{spec: {replicas: 2}}"),
    deployment(
      "annotations are texts", "{}", "{metadata: {annotations: {a: 1, b: true}}}",
      "{metadata: {annotations: {a: '1', b: 'true'}}}"),
    deployment(
      "so are labels", "{metadata: {labels: {c: d}}}", "{metadata: {labels: {a: 1}}}",
      "{metadata: {labels: {a: '1', c: d}}}"),
    deployment(
      "an annotation of a pod is taken away", "{spec: {template: {metadata: {annotations: {a: b, c: d}}}}}",
      "{spec: {template: {metadata: {annotations: {a: null}}}}}",
      "{spec: {template: {metadata: {annotations: {c: d}}}}}"),
    deployment(
      "all annotations are taken away", "{metadata: {annotations: {a: b}}}",
      "{metadata: {annotations: {$patch: delete}}}", "{}"),
  ]

  private static let lists = [
    container(
      "an item is merged by its name", "env: [{name: A, value: a}, {name: B, value: b}]",
      "env: [{name: A, value: x}]", "env: [{name: A, value: x}, {name: B, value: b}]"),
    container(
      "an item of the patch comes first", "env: [{name: A, value: a}, {name: B, value: b}]",
      "env: [{name: B, value: x}]", "env: [{name: B, value: x}, {name: A, value: a}]"),
    container(
      "a new item comes first", "env: [{name: A, value: a}]", "env: [{name: N, value: n}]",
      "env: [{name: N, value: n}, {name: A, value: a}]"),
    container(
      "a list is added", "image: i", "env: [{name: N, value: n}]", "image: i, env: [{name: N, value: n}]"),
    container(
      "an item is deleted", "env: [{name: A, value: a}, {name: B, value: b}]",
      "env: [{name: A, $patch: delete}]", "env: [{name: B, value: b}]"),
    container(
      "the last item is deleted", "env: [{name: A, value: a}]", "env: [{name: A, $patch: delete}]", "env: []"),
    container(
      "an item is deleted that is not there", "env: [{name: A, value: a}]",
      "env: [{name: X, $patch: delete}]", "env: [{name: A, value: a}]"),
    container(
      "a field of an item is taken away", "env: [{name: A, value: a}]", "env: [{name: A, value: null}]",
      "env: [{name: A}]"),
    container(
      "the list is replaced", "env: [{name: A, value: a}]", "env: [{$patch: replace}, {name: N, value: n}]",
      "env: [{name: N, value: n}]"),
    container("the list is emptied", "env: [{name: A, value: a}]", "env: [{$patch: replace}]", "env: []"),
    container(
      "the list is deleted", "image: i, env: [{name: A, value: a}]", "env: [{$patch: delete}]", "image: i"),
    container(
      "$patch: merge of a list", "env: [{name: A, value: a}]", "env: [{$patch: merge}, {name: N, value: n}]",
      "env: [{name: N, value: n}, {name: A, value: a}]"),
    container("null takes a list away", "image: i, env: [{name: A, value: a}]", "env: null", "image: i"),
    container(
      "an empty list changes no merged list", "env: [{name: A, value: a}]", "env: []",
      "env: [{name: A, value: a}]"),
    container("an empty list is added", "image: i", "env: []", "image: i, env: []"),
    container("a list of scalars is replaced", "args: [a, b]", "args: [c]", "args: [c]"),
    container("a list of scalars is emptied", "args: [a, b]", "args: []", "args: []"),
    container(
      "items of two keys stay where they are",
      "ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP}]",
      "ports: [{containerPort: 80, protocol: UDP, name: u}]",
      "ports: [{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP, name: u}]"),
    container(
      "new items of two keys come first", "ports: [{containerPort: 80, protocol: TCP}]",
      "ports: [{containerPort: 80, protocol: TCP, name: t}, {containerPort: 80, protocol: UDP}]",
      "ports: [{containerPort: 80, protocol: UDP}, {containerPort: 80, protocol: TCP, name: t}]"),
    container(
      "an item of two keys is deleted",
      "ports: [{containerPort: 80, protocol: TCP}, {containerPort: 81, protocol: TCP}]",
      "ports: [{containerPort: 80, protocol: TCP, $patch: delete}]",
      "ports: [{containerPort: 81, protocol: TCP}]"),
    container(
      "ports without protocol", "ports: [{containerPort: 80, name: a}]",
      "ports: [{containerPort: 80, name: b}, {containerPort: 81}]",
      "ports: [{containerPort: 80, name: b}, {containerPort: 81}]"),
    container(
      "mounts by their path", "volumeMounts: [{name: a, mountPath: /a}]",
      "volumeMounts: [{name: b, mountPath: /a}, {name: a, mountPath: /b}]",
      "volumeMounts: [{name: b, mountPath: /a}, {name: a, mountPath: /b}]"),
    container(
      "a probe keeps what is not named", "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 5}",
      "readinessProbe: {periodSeconds: 9}",
      "readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 9}"),
  ]

  private static let pods = [
    deployment(
      "volumes by name; their sources are merged",
      "{spec: {template: {spec: {volumes: [{name: t, emptyDir: {}}]}}}}",
      "{spec: {template: {spec: {volumes: [{name: t, configMap: {name: c}}]}}}}",
      "{spec: {template: {spec: {volumes: [{name: t, configMap: {name: c}, emptyDir: {}}]}}}}"),
    deployment(
      "tolerations are replaced", "{spec: {template: {spec: {tolerations: [{key: a}]}}}}",
      "{spec: {template: {spec: {tolerations: [{key: b}, {key: c, value: null}]}}}}",
      "{spec: {template: {spec: {tolerations: [{key: b}, {key: c, value: null}]}}}}"),
    deployment(
      "a second container", "{spec: {template: {spec: {containers: [{name: engine}]}}}}",
      "{spec: {template: {spec: {containers: [{name: proxy, image: p}]}}}}",
      "{spec: {template: {spec: {containers: [{name: proxy, image: p}, {name: engine}]}}}}"),
    deployment(
      "spreading by two keys",
      "{spec: {template: {spec: {topologySpreadConstraints: [{topologyKey: z, whenUnsatisfiable: DoNotSchedule, maxSkew: 1}]}}}}",
      "{spec: {template: {spec: {topologySpreadConstraints: [{topologyKey: z, whenUnsatisfiable: ScheduleAnyway, maxSkew: 2}, {topologyKey: z, whenUnsatisfiable: DoNotSchedule, maxSkew: 3}]}}}}",
      "{spec: {template: {spec: {topologySpreadConstraints: [{topologyKey: z, whenUnsatisfiable: ScheduleAnyway, maxSkew: 2}, {topologyKey: z, whenUnsatisfiable: DoNotSchedule, maxSkew: 3}]}}}}"
    ),
  ]

  private static let kinds = [
    Rule(
      testDescription: "ports of a Service", kind: "v1 Service",
      object: "{spec: {ports: [{port: 80, protocol: TCP, name: http}]}}",
      patch:
        "{spec: {ports: [{port: 81, protocol: TCP, name: m}, {port: 80, protocol: TCP, appProtocol: h2c}]}}",
      result:
        "{spec: {ports: [{port: 81, protocol: TCP, name: m}, {port: 80, protocol: TCP, name: http, appProtocol: h2c}]}}"
    ),
    Rule(
      testDescription: "a pod of a CronJob", kind: "batch/v1 CronJob",
      object:
        "{spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, env: [{name: A, value: a}]}]}}}}}}",
      patch:
        "{spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, env: [{name: B, value: b}]}]}}}}}}",
      result:
        "{spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: c, env: [{name: B, value: b}, {name: A, value: a}]}]}}}}}}"
    ),
    Rule(
      testDescription: "lists of a kind without schema are replaced",
      kind: "gateway.networking.k8s.io/v1 HTTPRoute",
      object: "{spec: {parentRefs: [{name: a}], rules: [{name: r, x: 1}]}}",
      patch: "{spec: {rules: [{name: r, y: 2}]}}",
      result: "{spec: {parentRefs: [{name: a}], rules: [{name: r, y: 2}]}}"),
    Rule(
      testDescription: "a version of a kind that kustomize does not know",
      kind: "autoscaling/v2 HorizontalPodAutoscaler",
      object: "{metadata: {finalizers: [a]}, spec: {metrics: [{type: Resource}]}}",
      patch: "{metadata: {finalizers: [b]}, spec: {metrics: [{type: Pods}]}}",
      result: "{metadata: {finalizers: [b]}, spec: {metrics: [{type: Pods}]}}"),
    Rule(
      testDescription: "an object in an object without schema", kind: "example.com/v1 Set",
      object: "{spec: {template: {apiVersion: v1, kind: Pod, spec: {containers: [{name: a}]}}}}",
      patch: "{spec: {template: {spec: {containers: [{name: b}]}}}}",
      result: "{spec: {template: {apiVersion: v1, kind: Pod, spec: {containers: [{name: b}, {name: a}]}}}}"),
    Rule(
      testDescription: "rules of a NetworkPolicy are replaced", kind: "networking.k8s.io/v1 NetworkPolicy",
      object: "{spec: {egress: [{ports: [{port: 53}]}]}}",
      patch: "{spec: {egress: [{ports: [{port: 443}]}]}}",
      result: "{spec: {egress: [{ports: [{port: 443}]}]}}"),
    Rule(
      testDescription: "data of a ConfigMap", kind: "v1 ConfigMap", object: "{data: {a: x, b: y}}",
      patch: "{data: {a: null, c: z}}", result: "{data: {b: y, c: z}}"),
    Rule(
      testDescription: "secrets of a ServiceAccount by name, pull secrets replaced",
      kind: "v1 ServiceAccount", object: "{secrets: [{name: a}], imagePullSecrets: [{name: a}]}",
      patch: "{secrets: [{name: b}], imagePullSecrets: [{name: b}]}",
      result: "{secrets: [{name: b}, {name: a}], imagePullSecrets: [{name: b}]}"),
  ]

  static let rules = mappings + texts + lists + pods + kinds

  @Test(arguments: rules) func merges(_ rule: Rule) throws {
    let (object, patch) = try rule.case
    #expect(try applied(patch, to: object) == rule.wanted)
  }

  @Test(.needs(Tool.pinnedKubectls), arguments: Tool.pinnedKubectls)
  func kustomizeDoesTheSame(_ kubectl: Tool) throws {
    let cases = try Self.rules.map { rule in
      let (object, patch) = try rule.case
      return KustomizeJudge.Case(object: object, patch: patch)
    }
    for (rule, result) in zip(Self.rules, try KustomizeJudge(kubectl: kubectl).judge(cases)) {
      #expect(try result == rule.wanted, "\(rule.testDescription), by \(kubectl.name)")
    }
  }

  /// Where kustomize leaves its directive in the object.
  @Test func aListIsReplacedThatIsNotThere() throws {
    let rule = Self.container(
      "", "image: i", "env: [{$patch: replace}, {name: N, value: n}]", "image: i, env: [{name: N, value: n}]")
    let (object, patch) = try rule.case
    #expect(try applied(patch, to: object) == rule.wanted)
  }
}

extension MergeRulesTests.Rule {
  var `case`: (object: Value, patch: Value) {
    get throws {
      let object = try whole(object)
      return (object, try yaml(patch).asObject(like: object))
    }
  }

  var wanted: Value? { get throws { try result.map(whole) } }

  private func whole(_ text: String) throws -> Value {
    let words = kind.split(separator: " ").map(String.init)
    let head: Value = [
      "apiVersion": .string(words[0]), "kind": .string(words[1]), "metadata": ["name": "w"],
    ]
    return head.patched(with: try yaml(text))
  }
}

/// The object with the patch; nil when it is gone.
func applied(_ patch: Value, to object: Value) throws -> Value? {
  let target: Value = ["kind": object["kind"] ?? .null]
  let (read, problems) = ObjectPatch.read(name: "p", target: target, patch: patch)
  if let problem = problems.first { throw problem }
  return try #require(read).applied(to: object)
}
